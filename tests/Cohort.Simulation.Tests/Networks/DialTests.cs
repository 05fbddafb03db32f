using Cohort.Protocol;
using Cohort.Simulation.Tests.Worlds;

namespace Cohort.Simulation.Tests.Networks;

public class DialTests
{
    private readonly ScriptedWorld _world = new(dialTimeout: TimeSpan.FromSeconds(1));

    [Fact]
    public void A_dial_to_a_running_process_connects_both()
    {
        _world.Connect();

        Assert.True(_world.A.Has(InputKind.Connected));
        Assert.True(_world.B.Has(InputKind.Accepted));
    }

    [Fact]
    public void A_dial_to_a_dead_process_is_refused()
    {
        _world.HostB.Crash(lossy: false);
        _world.Dial();
        _world.RunMilliseconds(100);

        Assert.True(Failure().Refused);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_dial_into_a_cut_in_either_direction_times_out(bool there)
    {
        if (there)
            _world.CutThere();
        else
            _world.CutBack();
        _world.Dial();
        _world.RunMilliseconds(900);
        bool early = _world.A.Has(InputKind.DialFailed);
        _world.RunMilliseconds(200);

        Assert.False(early);
        Assert.False(Failure().Refused);
        Assert.False(_world.A.Has(InputKind.Connected));
    }

    [Fact]
    public void A_dial_to_a_host_without_power_times_out()
    {
        _world.HostB.LosePower();
        _world.Dial();
        _world.RunMilliseconds(1_100);

        Assert.False(Failure().Refused);
    }

    [Fact]
    public void A_dial_to_an_address_that_nobody_has_times_out()
    {
        _world.A.Does(
            new Output
            {
                Kind = OutputKind.Dial,
                Dial = 1,
                Detail = "10.9.9.9:1",
            }
        );
        _world.RunMilliseconds(1_100);

        Assert.False(Failure().Refused);
    }

    [Fact]
    public void A_dial_succeeds_where_a_cut_heals_before_the_time_out()
    {
        _world.CutThere();
        _world.Dial();
        _world.RunMilliseconds(300);
        _world.HealThere();
        _world.RunMilliseconds(600);

        Assert.True(_world.A.Has(InputKind.Connected));
        Assert.False(_world.A.Has(InputKind.DialFailed));
    }

    [Fact]
    public void Who_accepted_a_dial_that_timed_out_at_the_dialer_hears_that_the_connection_is_gone()
    {
        _world.CutBack();
        _world.Dial();
        _world.RunMilliseconds(1_500);
        bool accepted = _world.B.Has(InputKind.Accepted);
        _world.HealBack();
        _world.RunMilliseconds(2_000);

        Assert.True(accepted);
        Assert.True(_world.B.Has(InputKind.Closed));
        Assert.Empty(_world.HostA.Process!.Connections);
        Assert.Empty(_world.HostB.Process!.Connections);
    }

    [Fact]
    public void A_paused_process_s_kernel_accepts_for_it()
    {
        _world.HostB.Process!.Pause();
        _world.Connect();
        bool heardWhilePaused = _world.B.Has(InputKind.Accepted);
        _world.HostB.Process!.Resume();
        _world.RunMilliseconds(10);

        Assert.True(_world.A.Has(InputKind.Connected));
        Assert.False(heardWhilePaused);
        Assert.True(_world.B.Has(InputKind.Accepted));
    }

    private Input Failure() => _world.A.Inputs.Single(heard => heard.Input.Kind == InputKind.DialFailed).Input;
}
