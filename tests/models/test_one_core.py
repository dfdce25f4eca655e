import pytest
import torch

from forecasting.models.one_core import narrow
from tests.models.kernels.cases import make_ensemble


@pytest.fixture(autouse=True)
def _two_threads():
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(before)


@pytest.mark.parametrize(("rows", "threads"), [(16, 1), (100_000, 2)])
def test_small_operations_stay_on_one_core(rows, threads):
    with narrow(make_ensemble(), rows):
        assert torch.get_num_threads() == threads
    assert torch.get_num_threads() == 2


def test_the_threads_are_given_back_after_a_failure():
    with pytest.raises(ZeroDivisionError), narrow(make_ensemble(), 1):
        raise ZeroDivisionError
    assert torch.get_num_threads() == 2


def test_an_accelerator_has_nothing_to_do_with_it():
    with narrow(make_ensemble().to("meta"), 1):
        assert torch.get_num_threads() == 2
