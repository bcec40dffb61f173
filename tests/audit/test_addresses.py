"""The audit's own comparison of addresses: what exporters may change, and what they may not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publish.audit.addresses import must_be_link, normal_address
from publish.xhtml.escape import link_address

SAME = [
    "https://example.org/a b?q=ü#part two",
    "https://bücher.example/x",
    "HTTPS://Example.org/%20x",
    "doi:10.1000/182",
    "mailto:a@example.org?subject=Tram [7]",
    "tel:+375-17-123",
    "http://[::1]:8080/x",
]


@pytest.mark.parametrize("target", SAME)
def test_what_exporters_write_is_the_same_address(target: str) -> None:
    assert must_be_link(target)
    address = link_address(target)
    assert address is not None
    assert normal_address(target) == normal_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/other",
        "http://example.org/a",
        "https://example.org/a?b",
        "https://example.com/a",
        "https://example.org/A",
    ],
)
def test_another_address_is_a_loss(address: str) -> None:
    assert normal_address("https://example.org/a") != normal_address(address)


@pytest.mark.parametrize(
    "target",
    ["javascript:alert(1)", "https://", "http://x:port/", "relative.html", "", "file:///x"],
)
def test_unsafe_targets_lead_nowhere_in_either_derivation(target: str) -> None:
    assert not must_be_link(target)
    assert link_address(target) is None


@given(
    st.sampled_from(["http://", "https://", "HTTPS://", "doi:", "mailto:", "tel:", "x:", "//", ""]),
    st.text(max_size=12)
    | st.from_regex(r"[a-zA-ZüÜßб.]{1,8}(:[0-9]{1,3})?(/[ -~ü]{0,8})?", fullmatch=True),
)
@settings(max_examples=400)
def test_both_derivations_agree(start: str, rest: str) -> None:
    address = link_address(start + rest)
    assert must_be_link(start + rest) == (address is not None)
    assert address is None or normal_address(start + rest) == normal_address(address)
