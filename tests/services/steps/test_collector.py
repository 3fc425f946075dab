"""The search for circular garbage rests during long work and goes on after it, whatever happens."""

import gc

import pytest

from toc.services.steps.collector import resting_collector


@pytest.fixture(autouse=True)
def awake():
    gc.enable()
    yield
    gc.enable()


def test_it_rests_within_the_block_and_goes_on_after_it():
    with resting_collector():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_goes_on_after_an_error():
    with pytest.raises(ValueError, match="broken"), resting_collector():
        raise ValueError("broken")
    assert gc.isenabled()


def test_it_rests_until_the_last_of_several_blocks_is_left_in_whatever_order():
    first, second = resting_collector(), resting_collector()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert not gc.isenabled()
    second.__exit__(None, None, None)
    assert gc.isenabled()


def test_where_it_was_off_before_it_stays_off():
    gc.disable()
    with resting_collector():
        pass
    assert not gc.isenabled()
