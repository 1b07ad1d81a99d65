"""Gathers the senses of every term of the vocabulary, and every fault on the way."""

from collections.abc import Iterable, Mapping
from typing import Any

from metscout.facts.declaration import FactType, Vocabulary
from metscout.reading.facts_file import folded
from metscout.reading.grammar_tables import grammar_tables, phrases, units, words
from metscout.reading.lexicon import Senses
from metscout.reading.phrases import phrase_table, spellings
from metscout.reading.tokens import split_words
from metscout.terms.errors import Fault, PackError

_CUE_LISTS = {
    "interrogatives": "interrogative", "relatives": "relative", "family_history": "family", "reporters": "reporter",
    "reported_by": "reported_by", "relatives_of": "relative_of", "patient_words": "patient",
}  # fmt: skip
_ROLE_LISTS = {"asking_words": "asking", "dominance_words": "dominant", "no_result": "no_result"}
_FLAG_LISTS = {
    "results": "result", "recurrence": "recurrence", "allergy_words": "allergy", "implant_words": "any_implant",
    "severity_degrees": "degree", "exams": "exam", "set_phrases": "inert", "care_asked": "care_asked",
    "not_treatment": "inert",
}  # fmt: skip
_VALUE_MAPS = {
    "cancer.histology": "histology", "cancer.location": "location", "cancer.laterality": "side",
    "metastasis.dominant_site": "dominance", "spread": "spread", "tumor_words": "tumor", "severity": "severity",
    "implant.mr_class": "mr_class", "cancer.grade": "grade",
    "contrast.gadolinium_group": "agent",
}  # fmt: skip
_NAME_TABLES = ("arises_in_many", "bone_locations", "passing_facts")
_WORD_TABLES = ("exam_links", "no_result_before", "not_given_behind")
_PLAIN_TABLES = ("parts", "dominance", "unlisted")
_ENDINGS = {"staging_words": "staging", "routine_words": "surveillance"}
_HERE = ("routine", "first", "recurred")
_SEVERAL = ("cue", "phase", "fact", "basis")
_KEPT_IN_SET_PHRASES = {"inert", "exam", "phase", "fact", "severity", "allergen"}
_BROADER = ("cancer.histology", "cancer.primary_site", "cancer.location")
QUESTION = "imaging.question"
SHORTEST_MENDED = 5


class Compiler:
    """Builds the data of a lexicon from the language and the synonyms."""

    def __init__(self, language: dict[str, Any], vocabulary: Vocabulary) -> None:
        self.language = language
        self.vocabulary = vocabulary
        self.senses: dict[tuple[str, ...], Senses] = {}
        self.written: set[str] = set()
        self.ordinary: list[str] = [*language.get("ordinary", ()), *language.get("age", {}).get("number_words", ())]
        self.capitals: dict[tuple[str, ...], str] = {}
        self.values: dict[str, dict[str, str]] = {}
        self.faults: list[Fault] = []
        self.keep = {word.lower(): 1 for word in language.get("keep_plural", ())}
        self.needs_capitals = dict.fromkeys(language.get("needs_capitals", ()), "always")
        self.needs_capitals |= dict.fromkeys(language.get("needs_capitals_or_place", ()), "or_place")
        self.tables: dict[str, Any] = {name: {} for name in (*_NAME_TABLES, *_WORD_TABLES, *_PLAIN_TABLES, "organs")}
        self.tables |= {"treatments": [], "allergens": [], "labs": [], "here": {}, "beside_spread": {}}
        self.tables["report_signs"] = {}
        self.tables["pathway"] = {}
        self.of_pathways: list[str] = []
        self.tables["broader"] = {name: _broader(vocabulary, name) for name in _BROADER}

    def compile(self, synonyms: Mapping[str, Any]) -> dict[str, Any]:
        """The compiled lexicon. Raises PackError with every fault."""
        self._read_language()
        for file in sorted(synonyms):
            for key, content in (synonyms[file] or {}).items():
                try:
                    self._read_section(file, str(key), content)
                except (AttributeError, KeyError, TypeError, ValueError) as error:
                    self.fault(file, str(key), f"{key!r} is not shaped as the other files of synonyms are ({error})")
        if self.faults:
            raise PackError(self.faults)
        self._finish(synonyms)
        self.ordinary += [word for word in self.of_pathways if word not in self.written]
        ordinary = {self.split(word)[0] for word in self.ordinary} | set(self.tables["not_tumors"])
        known = {word for key in self.senses for word in key if word[:1].isalpha()} | ordinary
        repairs: dict[str, list[str]] = {}
        for word in sorted(self.written - ordinary):
            if len(word) >= SHORTEST_MENDED and word.isalpha():
                repairs.setdefault(word[0], []).append(word)
        return {
            "terms": phrase_table(self.senses.items()),
            "known": dict.fromkeys(sorted(known), 1),
            "repairs": repairs,
            "keep": self.keep,
            "abbreviations": {word.lower(): 1 for word in self.language.get("abbreviations", ())},
            "tables": self.tables,
            "values": {fact: dict(sorted(found.items())) for fact, found in sorted(self.values.items())},
        }

    def split(self, term: str) -> list[str]:
        """The words of a term as they are compared."""
        return split_words(term, self.keep)

    def add(self, terms: Iterable[str], kind: str, value: Any) -> None:
        """Give the terms a sense. Of two values for one sense the smaller stands, whatever their order."""
        for term in terms:
            for number, found in enumerate(spellings(term, self.split)):
                key = tuple(found)
                if number == 0:
                    self.written.update(found)
                senses = self.senses.setdefault(key, {})
                old = senses.get(kind)
                if kind in _SEVERAL:
                    senses[kind] = sorted([*(old or ()), *(v for v in value if v not in (old or ()))], key=str)
                elif old is None or str(value) < str(old):
                    senses[kind] = value
                if term in self.needs_capitals:
                    self.capitals[key] = self.needs_capitals[term]

    def remember(self, fact: str, value: str, terms: Iterable[str]) -> None:
        """Keep the terms as spellings of a value in facts files."""
        found = self.values.setdefault(fact, {})
        for term in terms:
            spelled = folded(term)
            if spelled not in found or value < found[spelled]:
                found[spelled] = value

    def declared(self, file: str, name: str, value: str) -> bool:
        """Whether the vocabulary knows the fact and the value; a fault is kept if not."""
        if name not in self.vocabulary:
            self.fault(file, name, f"{name!r} is not a fact of the vocabulary")
            return False
        declaration = self.vocabulary[name]
        yes_no = declaration.type is FactType.YES_NO
        if value not in (("yes", "no") if yes_no else tuple(v.id for v in declaration.values)):
            self.fault(file, name, f"{value!r} is not a value of {name}")
            return False
        return True

    def fault(self, file: str, where: str, text: str) -> None:
        """Keep a fault of a file."""
        self.faults.append(Fault("unknown_value", file, 1, 1, where, text))

    def _read_language(self) -> None:
        language = self.language
        for role, terms in language.get("cues", {}).items():
            self.add(terms, "cue", [role])
        for key, role in _CUE_LISTS.items():
            self.add(language.get(key, ()), "cue", [role])
        for key, fact in (("sex", "patient.sex"), ("age_group", "patient.age_group")):
            for value, terms in language.get(key, {}).items():
                self.add(terms, key, value)
                self.remember(fact, value, terms)
        for letter, sex in language.get("sex_letters", {}).items():
            self.remember("patient.sex", sex, [letter])
        self.add(language.get("ki67", ()), "measure", "ki67")
        self.tables |= grammar_tables(language, self.split)
        for lab in sorted(language.get("labs", ()), key=lambda lab: str(lab["fact"])):
            self.add(lab["terms"], "lab", len(self.tables["labs"]))
            about = {key: value for key, value in lab.items() if key not in ("terms", "units", "not_units")}
            number = self.vocabulary.facts.get(lab["fact"])
            if number is None:
                self.fault("language.yaml", lab["fact"], f"{lab['fact']!r} is not a fact of the vocabulary")
                continue
            scale = {"units": units(lab.get("units", ()), self.split), "range": [number.minimum, number.maximum]}
            scale["not_units"] = phrases(lab.get("not_units", ()), self.split)
            self.tables["labs"].append({**about, **scale})

    def _read_section(self, file: str, key: str, content: Any) -> None:
        """One section of a synonyms file."""
        if key in _FLAG_LISTS:
            self.add(content, _FLAG_LISTS[key], True)
        elif key in _ROLE_LISTS:
            self.add(content, "cue", [_ROLE_LISTS[key]])
        elif key in _NAME_TABLES:
            self.tables[key] = {**self.tables[key], **dict.fromkeys(content, 1)}
        elif key in _WORD_TABLES:
            self.tables[key] = {**self.tables[key], **words(content, self.split)}
        elif key in _PLAIN_TABLES:
            self.tables[key] = {**self.tables[key], **content} if isinstance(content, Mapping) else content
        elif key == "ordinary":
            self.ordinary += content
        elif key == "severity_unknown":
            self.add(content, "severity", "unspecified")
        elif key in _SECTION_READERS:
            for entry in content.items() if isinstance(content, Mapping) else content:
                _SECTION_READERS[key](self, file, entry)
        elif key in _VALUE_MAPS:
            for value, terms in content.items():
                if "." in key and self.declared(file, key, value):
                    self.remember(key, value, terms)
                self.add(terms, _VALUE_MAPS[key], value)
        elif key == "here":
            self._read_here(file, content)
        elif key in self.vocabulary:
            self._read_fact(file, key, content)
        elif key not in _ENDINGS:
            self.fault(file, key, f"{key!r} is neither a fact nor a section of synonyms")

    def _read_fact(self, file: str, name: str, content: Mapping[str, list[str]]) -> None:
        yes_no = self.vocabulary[name].type is FactType.YES_NO
        for value, terms in content.items():
            if self.declared(file, name, value):
                self.add(terms, "fact", [[name, value == "yes" if yes_no else value]])
                if not yes_no:
                    self.remember(name, value, terms)

    def _read_here(self, file: str, content: Mapping[str, Any]) -> None:
        self.add(content["terms"], "here", True)
        for name in _HERE:
            if self.declared(file, QUESTION, content[name]):
                self.tables["here"][name] = content[name]

    def _read_weak(self, file: str, entry: tuple[str, Mapping[str, list[str]]]) -> None:
        name, values = entry
        for value, terms in values.items():
            if self.declared(file, name, value):
                self.add(terms, "weak_fact", [name, value])
                self.remember(name, value, terms)

    def _read_sign(self, file: str, entry: tuple[str, list[str]]) -> None:
        sign, terms = entry
        self.add(terms, "phase", [sign])

    def _read_question(self, file: str, entry: tuple[str, Mapping[str, list[str]]]) -> None:
        value, kinds = entry
        if self.declared(file, QUESTION, value):
            for kind, terms in kinds.items():
                self.add(terms, "ask", [value, kind])
                self.remember(QUESTION, value, terms)

    def _read_basis(self, file: str, entry: tuple[str, Mapping[str, list[str]]]) -> None:
        value, kinds = entry
        if self.declared(file, "cancer.diagnosis_basis", value):
            for kind, terms in kinds.items():
                self.add(terms, "basis", [[value, kind]])

    def _read_spread_in(self, file: str, entry: tuple[str, list[str]]) -> None:
        organ, terms = entry
        self.add(terms, "spread", "noun")
        self.add(terms, "organ", organ)

    def _read_organ(self, file: str, entry: Mapping[str, Any]) -> None:
        if "site" in entry and self.declared(file, "cancer.primary_site", entry["site"]):
            self.remember("cancer.primary_site", entry["site"], entry["terms"])
        if "subsite" in entry and self.declared(file, "cancer.subsite", entry["subsite"]):
            self.remember("cancer.subsite", entry["subsite"], entry["terms"])
        for fact in entry.get("metastasis", ()):
            self.declared(file, fact, "yes")
        if entry.get("asked", "elsewhere") != "elsewhere":
            self.declared(file, QUESTION, entry["asked"])
        about = {key: value for key, value in sorted(entry.items()) if key not in ("organ", "terms")}
        if "metastasis" in about:
            about["metastasis"] = sorted(about["metastasis"])
        self.tables["organs"][entry["organ"]] = about
        self.add(entry["terms"], "organ", entry["organ"])

    def _read_named_tumor(self, file: str, entry: Mapping[str, Any]) -> None:
        self.declared(file, "cancer.primary_site", entry["site"])
        if self.declared(file, "cancer.histology", entry["histology"]):
            self.remember("cancer.histology", entry["histology"], entry["terms"])
        self.add(entry["terms"], "histology", entry["histology"])
        self.add(entry["terms"], "named_site", entry["site"])

    def _read_subsite(self, file: str, entry: Mapping[str, Any]) -> None:
        self.declared(file, "cancer.subsite", entry["subsite"])
        self.add(entry["terms"], "subsite", [entry["subsite"], entry["of"]])

    def _read_treatment(self, file: str, entry: Mapping[str, Any]) -> None:
        for fact, value in entry["sets"].items():
            self.declared(file, fact, "yes" if value is True else value)
        about = {key: value for key, value in sorted(entry.items()) if key not in ("terms", "sets")}
        if "of" in entry:
            about["of"] = sorted(site for site in entry["of"] if self.declared(file, "cancer.primary_site", site))
        about["sets"] = dict(sorted(entry["sets"].items()))
        self._add_tabled("treatments", "treatment", entry["terms"], about)

    def _read_allergen(self, file: str, entry: Mapping[str, Any]) -> None:
        beside = {fact: words(terms, self.split) for fact, terms in sorted(entry.get("beside", {}).items())}
        for fact in (entry["fact"], *beside):
            if fact is not None:
                self.declared(file, fact, "unspecified")
        about = {"fact": entry["fact"] or "", "beside": beside, "also_a_disease": bool(entry.get("also_a_disease"))}
        self._add_tabled("allergens", "allergen", entry["terms"], about)

    def _add_tabled(self, table: str, kind: str, terms: list[str], about: dict[str, Any]) -> None:
        if about not in self.tables[table]:
            self.tables[table].append(about)
            self.tables[table].sort(key=str)
        self.add(terms, kind, about)

    def _read_beside_spread(self, file: str, entry: Mapping[str, Any]) -> None:
        for organ in entry["organs"]:
            says = self.tables["beside_spread"].setdefault(organ, {})
            for fact, answers in sorted(entry["says"].items()):
                for answer, terms in sorted(answers.items()):
                    if self.declared(file, fact, answer):
                        says.setdefault(fact, {})[answer] = phrases(terms, self.split)

    def _read_pathway(self, file: str, entry: tuple[str, Any]) -> None:
        name, content = entry
        self.tables["pathway"][name] = self._tabled(name, content)

    def _tabled(self, name: str, content: Any) -> Any:
        """The grammar of pathways with its lists of terms as tables of phrases; facts, places and numbers stay."""
        if name == "place_words":
            self._keep_words(term for terms in content.values() for term in terms)
            said = [(term, place) for place, terms in content.items() for term in terms]
            return phrase_table((found, place) for term, place in said for found in spellings(term, self.split))
        if name == "signs":
            return sorted((self._tabled("sign", _WHOLE_SIGN | sign) for sign in content), key=str)
        if name == "scores":
            return sorted((self._tabled("score", _span(score)) for score in content), key=str)
        if isinstance(content, Mapping):
            return {key: self._tabled(key, content[key]) for key in sorted(content)}
        terms = isinstance(content, list) and all(isinstance(term, str) for term in content)
        if terms and name not in _PLAIN_IN_PATHWAYS:
            self._keep_words(content)
            return phrases(content, self.split)
        return sorted(content) if isinstance(content, list) else content

    def _keep_words(self, terms: Iterable[str]) -> None:
        """Words that are written so and are no slip of another."""
        self.of_pathways += [word for term in terms for word in self.split(term) if word.isalpha()]

    def _read_report_sign(self, file: str, entry: tuple[str, list[str]]) -> None:
        kind, terms = entry
        bit = REPORT_SIGNS[kind]
        signs = self.tables["report_signs"]
        for word in words(terms, self.split):
            signs[word] = signs.get(word, 0) | bit

    def _read_no_allergies(self, file: str, entry: Mapping[str, Any]) -> None:
        for fact in entry["facts"]:
            self.declared(file, fact, "none")
        self.add(entry["terms"], "no_allergy", sorted(entry["facts"]))

    def _finish(self, synonyms: Mapping[str, Any]) -> None:
        """What follows for a term from its last words, and from the tables once they are whole."""
        parts = [file or {} for file in synonyms.values()]
        asking = {self.split(term)[-1] for file in parts for term in file.get("asking_words", ())}
        endings = [
            (tuple(self.split(term)), sign)
            for key, sign in _ENDINGS.items()
            for file in parts
            for term in file.get(key, ())
        ]
        for key, senses in self.senses.items():
            for ending, sign in endings if "ask" in senses else ():
                if len(key) > len(ending) and key[-len(ending) :] == ending:
                    senses["phase"] = sorted({*senses.get("phase", ()), sign})
            if len(key) > 1 and key[-1] in asking and ("phase" in senses or "ask" in senses):
                senses["cue"] = sorted({*senses.get("cue", ()), "asking"})
            if "inert" in senses:
                for kind in set(senses) - _KEPT_IN_SET_PHRASES:
                    del senses[kind]
            for kind in ("treatment", "allergen"):
                if kind in senses:
                    senses[kind] = self.tables[f"{kind}s"].index(senses[kind])
        for key, rule in self.capitals.items():
            self.senses[key]["capitals"] = rule
        asked = {about.get("asked") for about in self.tables["organs"].values()}
        asked -= {None, "elsewhere", self.tables["here"].get("first")}
        self.tables["report_signs"] = dict(sorted(self.tables["report_signs"].items()))
        self.tables["spread_questions"] = dict.fromkeys(sorted(asked), 1)


def _broader(vocabulary: Vocabulary, name: str) -> dict[str, str]:
    """Each value of a fact with the value that it refines."""
    values = vocabulary[name].values if name in vocabulary else ()
    return {value.id: value.broader for value in values if value.broader}


def _span(score: dict[str, Any]) -> dict[str, Any]:
    """A score with its least and its greatest number, where its bands say them."""
    bands = [score[name] for name in ("good", "poor") if name in score]
    ends = [end for band in bands for end in band]
    return score | ({"least": min(ends), "most": max(ends)} if ends else {})


# Of the grammar of pathways, what holds no terms; and what a sign is without.
_PLAIN_IN_PATHWAYS = {"turned", "places", "facts", "others", "cancer.m", "cancer.stage_as_stated"}
_WHOLE_SIGN: dict[str, Any] = {"yes": [], "no": [], "alone": [], "of": "", "turned": [], "low": [], "scores": []}
REPORT_SIGNS = {"study": 1, "finding": 2, "alone": 4}
_SECTION_READERS: dict[str, Any] = {
    "organs": Compiler._read_organ, "named_tumors": Compiler._read_named_tumor, "subsites": Compiler._read_subsite,
    "treatments": Compiler._read_treatment, "allergens": Compiler._read_allergen,
    "no_allergies": Compiler._read_no_allergies, "weak_facts": Compiler._read_weak, "phase_signs": Compiler._read_sign,
    "imaging_question": Compiler._read_question, "diagnosis_basis": Compiler._read_basis,
    "spread_in": Compiler._read_spread_in, "beside_spread": Compiler._read_beside_spread,
    "pathway": Compiler._read_pathway,
    "report_signs": Compiler._read_report_sign,
}  # fmt: skip
