using System.Buffers.Binary;
using System.Diagnostics;
using Cohort.Cli.Children;

namespace Cohort.Cli.Bench.Members;

/// <summary>
/// Clients of one member: each sends its next message as soon as the one before is delivered to it. They tell how long
/// the longest of them was without an answer, and how long each answer took.
/// </summary>
internal sealed class Clients : IWorkload
{
    /// <summary>The smallest message that has room for a client's name.</summary>
    public const int SmallestSize = sizeof(long) + sizeof(int);

    private readonly Setting _setting;
    private readonly long _process = Random.Shared.NextInt64();
    private readonly Client[] _clients;
    private readonly LatencyLog _latencies = new();
    private volatile int _watch;
    private volatile bool _counts;

    public Clients(Setting setting)
    {
        _setting = setting;
        _clients = [.. Enumerable.Range(0, setting.Outstanding).Select(_ => new Client())];
    }

    public Task RunAsync(Group group, CancellationToken leaving) =>
        Task.WhenAll(Enumerable.Range(0, _clients.Length).Select(index => RunAsync(index, group, leaving)));

    public void OnMessage(in Message message)
    {
        ReadOnlySpan<byte> payload = message.Payload.Span;
        if (BinaryPrimitives.ReadInt64LittleEndian(payload) == _process)
            _clients[BinaryPrimitives.ReadInt32LittleEndian(payload[sizeof(long)..])]
                .Answer(_watch, _counts ? _latencies : null);
    }

    public void OnFrame(Frame frame, Parent parent)
    {
        switch ((MemberFrame)frame.Kind)
        {
            case MemberFrame.Measure:
                _counts = true;
                break;
            case MemberFrame.Report:
                _counts = false;
                break;
            case MemberFrame.ReportLatencies:
                parent.Tell(_latencies.ToFrame());
                break;
            case MemberFrame.Watch:
                _watch++;
                break;
            case MemberFrame.ReportPause:
                var pause = new byte[sizeof(long)];
                BinaryPrimitives.WriteInt64LittleEndian(pause, _clients.Max(client => client.LongestPause(_watch)));
                parent.Tell(new Frame((byte)MemberFrame.Pause, pause));
                break;
        }
    }

    private async Task RunAsync(int index, Group group, CancellationToken leaving)
    {
        // Each begins on a thread of the pool, not one after the other.
        await Task.Yield();
        Client client = _clients[index];
        var payload = new byte[_setting.Size];
        BinaryPrimitives.WriteInt64LittleEndian(payload, _process);
        BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(sizeof(long)), index);
        client.Begin();
        while (!leaving.IsCancellationRequested)
        {
            client.Delivered.Reset();
            client.Ask();
            await group.SendAsync(payload, _setting.Order, _setting.Delivery);
            await client.Delivered.WaitAsync();
        }
        client.End();
    }

    /// <summary>One client, and how long it went without an answer while somebody watched.</summary>
    private sealed class Client
    {
        private long _askedAt;
        private long _lastAnswer;
        private long _longestPause;
        private int _watch;

        public DeliverySignal Delivered { get; } = new();

        public void Begin() => Volatile.Write(ref _lastAnswer, Stopwatch.GetTimestamp());

        public void End() => Volatile.Write(ref _lastAnswer, 0);

        public void Ask() => Volatile.Write(ref _askedAt, Stopwatch.GetTimestamp());

        public void Answer(int watch, LatencyLog? latencies)
        {
            long now = Stopwatch.GetTimestamp();
            latencies?.Add(Volatile.Read(ref _askedAt), now);
            long pause = now - _lastAnswer;
            Volatile.Write(ref _longestPause, watch == _watch ? Math.Max(pause, _longestPause) : pause);
            Volatile.Write(ref _watch, watch);
            Volatile.Write(ref _lastAnswer, now);
            Delivered.Set();
        }

        // What has not ended yet is a pause too.
        public long LongestPause(int watch)
        {
            long lastAnswer = Volatile.Read(ref _lastAnswer);
            if (lastAnswer == 0)
                return 0;
            long ended = Volatile.Read(ref _watch) == watch ? Volatile.Read(ref _longestPause) : 0;
            return Math.Max(ended, Stopwatch.GetTimestamp() - lastAnswer);
        }
    }
}
