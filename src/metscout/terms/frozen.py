"""Frozen dataclasses that cost a tenth at import: the program starts often and answers one question.

`dataclasses` writes and compiles up to nine methods a class; with eighty classes that is longer than a whole
answer takes. Here one `__init__` is compiled and the rest is shared. To others these are dataclasses: fields are
made when somebody asks for them (`dataclasses.fields`, msgspec).
"""

from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")
_set = object.__setattr__


class _Fields:
    """`__dataclass_fields__`, made by `dataclasses` itself on first use."""

    def __get__(self, instance: object, owner: type) -> dict[str, Any]:
        import dataclasses

        annotations = {name: owner.__annotations__[name] for name in owner.__match_args__}  # type: ignore[attr-defined]
        twin: Any = dataclasses.dataclass(type(owner.__name__, (), {"__annotations__": annotations}))
        found: dict[str, Any] = twin.__dataclass_fields__
        owner.__dataclass_fields__ = found  # type: ignore[attr-defined]
        return found


def _equal(self: Any, other: Any) -> Any:
    if type(self) is not type(other):
        return NotImplemented
    return all(getattr(self, name) == getattr(other, name) for name in self.__match_args__)


def _hash(self: Any) -> int:
    return hash(tuple([getattr(self, name) for name in self.__match_args__]))


def _repr(self: Any) -> str:
    inside = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__match_args__)
    return f"{type(self).__qualname__}({inside})"


def _refuse(self: object, name: str, value: object = None) -> None:
    raise AttributeError(f"{type(self).__name__}.{name} cannot be changed: the value is frozen")


def _reduce(self: Any) -> Any:
    return type(self), tuple([getattr(self, name) for name in self.__match_args__])


@dataclass_transform(frozen_default=True)
def frozen(cls: type[T]) -> type[T]:
    """`cls` as an immutable value with slots, one per annotation, compared and hashed by its fields."""
    names = tuple(cls.__annotations__)
    defaults = {name: cls.__dict__[name] for name in names if name in cls.__dict__}
    parameters = "".join(f", {name}={'_defaults[' + repr(name) + ']' if name in defaults else ''}" for name in names)
    parameters = parameters.replace("=,", ",").removesuffix("=")
    body = "".join(f"\n _set(self, {name!r}, {name})" for name in names)
    space: dict[str, Any] = {"_set": _set, "_defaults": defaults}
    exec(f"def __init__(self{parameters}):{body or ' pass'}", space)
    members = {name: value for name, value in cls.__dict__.items() if name not in defaults}
    for name in ("__dict__", "__weakref__"):
        members.pop(name, None)
    members |= {
        "__slots__": names,
        "__match_args__": names,
        "__init__": space["__init__"],
        "__eq__": _equal,
        "__hash__": _hash,
        "__repr__": _repr,
        "__setattr__": _refuse,
        "__delattr__": _refuse,
        "__reduce__": _reduce,
        "__dataclass_fields__": _Fields(),
    }
    made: Any = type(cls)
    rebuilt: type[T] = made(cls.__name__, cls.__bases__, members)
    return rebuilt


def replaced(value: T, **changes: Any) -> T:
    """A copy of a frozen value with some fields changed."""
    names: tuple[str, ...] = value.__match_args__  # type: ignore[attr-defined]
    return type(value)(*(changes[name] if name in changes else getattr(value, name) for name in names))
