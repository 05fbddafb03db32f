using System.Diagnostics.Metrics;

namespace Cohort.Tests.Clusters;

/// <summary>What is counted is counted for the whole process, so nothing else may run meanwhile.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public class Alone;

/// <summary>A group at work on real sockets leaves next to nothing to the garbage collector.</summary>
[Collection(nameof(Alone))]
public class AllocationTests
{
    private const int Nodes = 3;
    private const int Size = 64;
    private const int Messages = 1_000_000;

    // More than are copied at once, so that sends wait; and all of them are delivered before more are sent, so that what
    // is under way, and with it what every queue has room for, does not depend on how busy the machine is.
    private const int Burst = 3 << 10;
    private const int WarmUp = 20 * Nodes * Burst;

    // What a burst and a turn cost, such as tasks and waiting for a socket, shared by their messages.
    private const double MostBytesForADelivery = 8;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_million_messages_allocate_next_to_nothing_though_their_senders_wait(bool isMeasured)
    {
        using MeterListener? listener = isMeasured ? Listen() : null;
        string[] seeds = LoopbackPorts.FreeAddresses(Nodes);
        Talker[] talkers = await Task.WhenAll(seeds.Select(seed => Talker.StartAsync(seed, seeds)));
        try
        {
            await DeliverAsync(talkers, WarmUp);
            long before = GC.GetTotalAllocatedBytes(precise: true);
            long delivered = await DeliverAsync(talkers, Messages);
            double allocated = GC.GetTotalAllocatedBytes(precise: true) - before;

            Assert.InRange(allocated / (Nodes * delivered), 0, MostBytesForADelivery);
        }
        finally
        {
            await Task.WhenAll(talkers.Select(talker => talker.DisposeAsync().AsTask()));
        }
    }

    /// <summary>Listens to all that the library measures.</summary>
    private static MeterListener Listen()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == CohortTelemetry.MeterName)
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>(static (_, _, _, _) => { });
        listener.SetMeasurementEventCallback<double>(static (_, _, _, _) => { });
        listener.Start();
        return listener;
    }

    /// <summary>All send, burst by burst, until so many messages at least are delivered everywhere; answers how many.</summary>
    private static async Task<long> DeliverAsync(Talker[] talkers, int messages)
    {
        int delivered = 0;
        for (; delivered < messages; delivered += Nodes * Burst)
        {
            Task[] heard = [.. talkers.Select(talker => talker.Hears(Nodes * Burst))];
            await Task.WhenAll(talkers.Select(talker => Task.Run(talker.SendBurstAsync))).Soon();
            await Task.WhenAll(heard).Soon();
        }
        return delivered;
    }

    /// <summary>A node in the group, and how many messages were delivered to it.</summary>
    private sealed class Talker : IAsyncDisposable
    {
        private readonly byte[] _payload = new byte[Size];
        private readonly ValueTask[] _sends = new ValueTask[Burst];
        private Node _node = null!;
        private Group _group = null!;
        private TaskCompletionSource _heard = new();
        private int _missing;

        public static async Task<Talker> StartAsync(string address, string[] seeds)
        {
            var talker = new Talker();
            talker._node = await Node.StartAsync(
                    new NodeOptions
                    {
                        Cluster = "test",
                        Listen = address,
                        Seeds = seeds,
                    }
                )
                .Soon();
            talker._group = await talker
                ._node.JoinAsync("talk", new GroupOptions { OnMessage = _ => talker.Heard() })
                .Soon();
            return talker;
        }

        /// <summary>Completes when so many more messages are delivered to it.</summary>
        public Task Hears(int messages)
        {
            _heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _missing, messages);
            return _heard.Task;
        }

        /// <summary>Sends as fast as it can, without waiting for one before the next.</summary>
        public async Task SendBurstAsync()
        {
            for (int send = 0; send < _sends.Length; send++)
                _sends[send] = _group.SendAsync(_payload);
            foreach (ValueTask send in _sends)
                await send;
        }

        public ValueTask DisposeAsync() => _node.DisposeAsync();

        private void Heard()
        {
            if (Interlocked.Decrement(ref _missing) == 0)
                _heard.SetResult();
        }
    }
}
