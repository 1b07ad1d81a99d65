"""`metscout protocol`: how a study is done, on the screen, as JSON, as a sheet to print."""

from typing import TYPE_CHECKING

from metscout import Door
from metscout.adapters.cli.inputs import typed
from metscout.adapters.cli.outputs import print_document, terminal_ink
from metscout.terms.document import as_document
from metscout.terms.errors import UsageError

if TYPE_CHECKING:
    import argparse

    from metscout.engine.protocol import ProtocolPage


def run(options: "argparse.Namespace") -> int:
    """Show one protocol, or list all; write the files that were asked for."""
    door = Door(options.packs, options.as_of, options.policy)
    if options.name is None:
        return _list(door, options)
    found = door.protocol(typed(options.name))
    _write(found, door, options)
    if options.json:
        print_document(as_document(found))
    elif options.html is None and options.pdf is None:
        from metscout.pages.protocol import protocol_page

        print(protocol_page(found, door.knowledge, terminal_ink()), end="")
    return 0


def _list(door: Door, options: "argparse.Namespace") -> int:
    if options.html is not None or options.pdf is not None:
        raise UsageError("usage", "", "a sheet shows one protocol; name it. See 'metscout protocol' for the list")
    found = door.protocols()
    if options.json:
        print_document(as_document(found))
    else:
        from metscout.pages.protocol import protocol_list_page

        print(protocol_list_page(found, door.knowledge, terminal_ink()), end="")
    return 0


def _write(found: "ProtocolPage", door: Door, options: "argparse.Namespace") -> None:
    """The sheet as HTML and as PDF, where they were asked for."""
    if options.html is None and options.pdf is None:
        return
    from metscout.adapters.cli.outputs import ending_of, write_whole
    from metscout.pages.printing import printed
    from metscout.pages.protocol import protocol_paper

    paper = protocol_paper(found, door.knowledge)
    for option, name, ending in (("--html", options.html, ".html"), ("--pdf", options.pdf, ".pdf")):
        if name is None:
            continue
        ending_of(name, option, (ending,))
        try:
            content = printed(paper, ending)
        except UsageError as error:
            raise UsageError(error.code, option, error.text) from None
        write_whole(name, content, option)
