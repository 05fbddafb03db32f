using Cohort.Protocol;
using Cohort.Simulation.Networks;
using Cohort.Simulation.Tests.Worlds;

namespace Cohort.Simulation.Tests.Networks;

public class ConnectionTests
{
    private readonly ScriptedWorld _world = new();

    [Fact]
    public void Bytes_arrive_whole_and_in_order_in_both_directions()
    {
        _world.Connect();
        _world.Write(_world.A, ScriptedWorld.Numbers(1000));
        _world.Write(_world.A, ScriptedWorld.Numbers(200_000, from: 1000));
        _world.Write(_world.B, ScriptedWorld.Numbers(77));
        _world.RunMilliseconds(500);

        Assert.Equal(ScriptedWorld.Numbers(201_000), _world.B.Bytes);
        Assert.Equal(ScriptedWorld.Numbers(77), _world.A.Bytes);
    }

    [Fact]
    public void What_was_written_is_reported_byte_for_byte()
    {
        _world.Connect();
        _world.Write(_world.A, ScriptedWorld.Numbers(700_000));
        _world.RunMilliseconds(1000);

        Assert.Equal(700_000UL, Written());
    }

    [Fact]
    public void A_receiver_that_does_not_read_stops_its_sender_after_two_socket_buffers()
    {
        _world.Connect();
        _world.HostB.Process!.Pause();
        _world.Write(_world.A, ScriptedWorld.Numbers(2_000_000));
        _world.RunMilliseconds(1000);
        ulong whilePaused = Written();
        _world.HostB.Process!.Resume();
        _world.RunMilliseconds(1000);

        Assert.InRange(whilePaused, 1UL, (ulong)(Pipe.SocketBuffer + Pipe.ReceiveBuffer + Segment.MaximumSize));
        Assert.Equal(2_000_000UL, Written());
        Assert.Equal(ScriptedWorld.Numbers(2_000_000), _world.B.Bytes);
    }

    [Fact]
    public void A_closed_connection_delivers_what_was_written_before_and_then_its_end()
    {
        _world.Connect();
        _world.Write(_world.A, ScriptedWorld.Numbers(300_000));
        _world.A.Does(new Output { Kind = OutputKind.Close, Connection = _world.A.Connection });
        _world.RunMilliseconds(500);

        Assert.Equal(ScriptedWorld.Numbers(300_000), _world.B.Bytes);
        Assert.Equal(InputKind.Closed, _world.B.Inputs[^1].Input.Kind);
        Assert.False(_world.A.Has(InputKind.Closed));
    }

    [Fact]
    public void A_broken_connection_loses_what_is_under_way_and_both_ends_hear_of_it()
    {
        _world.Connect();
        _world.World.Network.Path(0, 1).LimitSpeed(10_000);
        _world.Write(_world.A, ScriptedWorld.Numbers(500_000));
        _world.RunMilliseconds(10);
        _world.World.Network.Break(
            _world.HostA.Process!.Connections.Single(),
            TimeSpan.Zero,
            TimeSpan.FromMilliseconds(50)
        );
        _world.RunMilliseconds(500_000);

        Assert.True(_world.B.Bytes.Length < 500_000);
        Assert.True(_world.A.Has(InputKind.Closed));
        Assert.True(_world.B.Has(InputKind.Closed));
    }

    [Fact]
    public void A_crash_closes_the_connections_of_the_dead_at_their_peers()
    {
        _world.Connect();
        _world.HostB.Crash(lossy: true);
        _world.RunMilliseconds(100);

        Assert.True(_world.A.Has(InputKind.Closed));
    }

    [Fact]
    public void A_power_loss_is_silent_until_the_host_is_back()
    {
        _world.Connect();
        _world.HostB.LosePower();
        _world.Write(_world.A, ScriptedWorld.Numbers(100));
        _world.RunMilliseconds(5_000);
        bool heard = _world.A.Has(InputKind.Closed);
        _world.HostB.Start();
        _world.RunMilliseconds(5_000);

        Assert.False(heard);
        Assert.True(_world.A.Has(InputKind.Closed));
        Assert.Empty(_world.B.Bytes);
    }

    [Fact]
    public void Corrupted_bytes_are_as_many_but_not_the_same()
    {
        _world.Connect();
        _world.World.Network.Path(0, 1).CorruptNext = 1;
        _world.Write(_world.A, ScriptedWorld.Numbers(1000));
        _world.RunMilliseconds(100);

        Assert.Equal(1000, _world.B.Bytes.Length);
        Assert.NotEqual(ScriptedWorld.Numbers(1000), _world.B.Bytes);
    }

    [Fact]
    public void Truncated_bytes_are_the_beginning_of_what_was_sent_and_the_connection_goes_on()
    {
        _world.Connect();
        _world.World.Network.Path(0, 1).TruncateNext = 1;
        _world.Write(_world.A, ScriptedWorld.Numbers(1000));
        _world.RunMilliseconds(100);
        int truncated = _world.B.Bytes.Length;
        _world.Write(_world.A, [42]);
        _world.RunMilliseconds(100);

        Assert.InRange(truncated, 1, 999);
        Assert.Equal([.. ScriptedWorld.Numbers(truncated), 42], _world.B.Bytes);
    }

    [Fact]
    public void A_slow_path_carries_no_more_than_its_limit()
    {
        _world.Connect();
        _world.World.Network.Path(0, 1).LimitSpeed(100_000);
        _world.Write(_world.A, ScriptedWorld.Numbers(1_000_000));
        _world.RunMilliseconds(5_000);

        Assert.InRange(_world.B.Bytes.Length, 350_000, 500_000);
    }

    [Fact]
    public void What_is_under_way_on_a_slow_path_goes_on_faster_when_the_limit_is_lifted()
    {
        _world.Connect();
        NetworkPath path = _world.World.Network.Path(0, 1);
        path.LimitSpeed(1_000);
        _world.Write(_world.A, ScriptedWorld.Numbers(200_000));
        _world.RunMilliseconds(1000);
        Assert.Empty(_world.B.Bytes);
        path.LiftSpeedLimit(1_000);
        _world.RunMilliseconds(500);

        Assert.Equal(ScriptedWorld.Numbers(200_000), _world.B.Bytes);
    }

    [Fact]
    public void What_a_process_keeps_of_a_step_s_bytes_is_overwritten_after_the_step()
    {
        _world.Connect();
        _world.Write(_world.A, ScriptedWorld.Numbers(1000));
        _world.RunMilliseconds(100);

        Input received = _world.B.Inputs.First(heard => heard.Input.Kind == InputKind.Received).Input;
        Assert.All(received.Bytes.ToArray(), one => Assert.Equal(0xDB, one));
    }

    private ulong Written() =>
        _world
            .A.Inputs.Where(heard => heard.Input.Kind == InputKind.Written)
            .Aggregate(0UL, (sum, heard) => sum + heard.Input.Amount);
}
