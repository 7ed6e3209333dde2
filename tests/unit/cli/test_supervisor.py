"""Which processes a worker starts, and under which names they join their groups."""

from streams.cli.supervisor import Supervisor
from streams.settings import Settings, StageName


def no_stage(_settings: Settings, _stage: StageName) -> int:
    """Stand in for a stage that nobody starts here."""
    return 0


def test_two_processes_of_a_stage_never_share_an_instance_name() -> None:
    """Kafka would take the second for the first and throw one of them out."""
    settings = Settings(instance="rack1")
    supervisor = Supervisor({StageName.NORMALIZE: 2, StageName.TAG: 1}, settings, no_stage)
    named = [(child.stage.value, child.settings.instance) for child in supervisor._children]
    assert named == [("normalize", "rack1-0"), ("normalize", "rack1-1"), ("tag", "rack1-0")]


def test_without_an_instance_name_each_run_makes_one_up() -> None:
    """A process that is started again returns under its name; two workers on one machine never share one."""
    one, other = (Supervisor({StageName.TAG: 1}, Settings(instance=None), no_stage) for _ in range(2))
    names = [child.settings.instance for child in one._children + other._children]
    assert len(set(names)) == 2
    assert all(name and name.endswith("-0") for name in names)


def test_each_process_has_a_port_of_its_own_for_its_pages() -> None:
    """They count up from the one that was set, in the order of the stages."""
    supervisor = Supervisor({StageName.NORMALIZE: 2, StageName.TAG: 1}, Settings(health_port=8080), no_stage)
    assert [child.settings.health_port for child in supervisor._children] == [8080, 8081, 8082]
