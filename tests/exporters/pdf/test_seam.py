"""The one private name of WeasyPrint that we replace."""

import inspect

import weasyprint
import weasyprint.pdf

from publish.exporters.pdf.tree import add_tags, our_tags

MOVED = """WeasyPrint's tagging has moved. Read what its release says of tags, then
  1. find what pdf/__init__.py calls after "# Add tags", and replace that name in tree/__init__.py;
  2. see that Stream.marked still fills stream._tags with {box: {"mcid": number}};
  3. see that box.link_annotation, page._page_box and document._html are still there;
  4. run tests/exporters/pdf with veraPDF, and change the pin in pyproject.toml."""


def test_the_name_that_we_replace_is_the_one_that_is_called() -> None:
    assert weasyprint.__version__ == "70.0", MOVED
    source = inspect.getsource(weasyprint.pdf.generate_pdf)
    assert "add_tags(pdf, document, options['pdf_version'], page_streams)" in source, MOVED
    theirs = inspect.signature(weasyprint.pdf.add_tags)
    assert list(theirs.parameters) == list(inspect.signature(add_tags).parameters), MOVED


def test_their_function_is_put_back() -> None:
    theirs = weasyprint.pdf.add_tags
    with our_tags():
        assert weasyprint.pdf.add_tags is add_tags
    assert weasyprint.pdf.add_tags is theirs
