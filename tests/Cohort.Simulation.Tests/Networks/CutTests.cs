using Cohort.Protocol;
using Cohort.Simulation.Tests.Worlds;

namespace Cohort.Simulation.Tests.Networks;

public class CutTests
{
    private readonly ScriptedWorld _world = new();

    [Fact]
    public void What_is_written_into_a_cut_arrives_when_it_heals()
    {
        _world.Connect();
        _world.CutThere();
        _world.Write(_world.A, ScriptedWorld.Numbers(5000));
        _world.RunMilliseconds(10_000);
        int whileCut = _world.B.Bytes.Length;
        _world.HealThere();
        _world.RunMilliseconds(2_000);

        Assert.Equal(0, whileCut);
        Assert.Equal(ScriptedWorld.Numbers(5000), _world.B.Bytes);
        Assert.False(_world.A.Has(InputKind.Closed));
    }

    [Fact]
    public void What_is_under_way_when_a_path_is_cut_arrives_after_it_heals()
    {
        _world.Connect();
        _world.World.Network.Path(0, 1).ExtraDelay = TimeSpan.FromMilliseconds(100);
        _world.Write(_world.A, ScriptedWorld.Numbers(5000));
        _world.RunMilliseconds(50);
        _world.CutThere();
        _world.RunMilliseconds(1_000);
        int whileCut = _world.B.Bytes.Length;
        _world.HealThere();
        _world.RunMilliseconds(2_000);

        Assert.Equal(0, whileCut);
        Assert.Equal(ScriptedWorld.Numbers(5000), _world.B.Bytes);
    }

    [Fact]
    public void A_cut_in_one_direction_leaves_the_other_open_for_a_window_of_bytes()
    {
        _world.Connect();
        _world.CutThere();
        _world.Write(_world.B, ScriptedWorld.Numbers(1_000));
        _world.RunMilliseconds(100);
        int first = _world.A.Bytes.Length;
        _world.Write(_world.B, ScriptedWorld.Numbers(1_000_000, from: 1_000));
        _world.RunMilliseconds(10_000);
        int unacknowledged = _world.A.Bytes.Length;
        _world.HealThere();
        _world.RunMilliseconds(2_000);

        Assert.Equal(1_000, first);
        Assert.InRange(unacknowledged, 1_001, 300_000);
        Assert.Equal(ScriptedWorld.Numbers(1_001_000), _world.A.Bytes);
    }

    [Fact]
    public void Two_cuts_of_one_path_must_both_heal()
    {
        _world.Connect();
        _world.CutThere();
        _world.CutThere();
        _world.Write(_world.A, [1]);
        _world.HealThere();
        _world.RunMilliseconds(2_000);
        int afterOne = _world.B.Bytes.Length;
        _world.HealThere();
        _world.RunMilliseconds(2_000);

        Assert.Equal(0, afterOne);
        Assert.Equal([1], _world.B.Bytes);
    }

    [Fact]
    public void Nobody_hears_of_a_death_behind_a_cut_before_it_heals()
    {
        _world.Connect();
        _world.CutBack();
        _world.HostB.Crash(lossy: true);
        _world.RunMilliseconds(5_000);
        bool heard = _world.A.Has(InputKind.Closed);
        _world.HealBack();
        _world.RunMilliseconds(2_000);

        Assert.False(heard);
        Assert.True(_world.A.Has(InputKind.Closed));
    }
}
