using System.Buffers.Binary;
using System.Diagnostics;
using Cohort.Cli.Children;

namespace Cohort.Cli.Bench.Members;

/// <summary>
/// Sends one message at a time, which bears the time of its sending, so that every member can tell how long it took to
/// come to it. The next one is sent when the sender itself has delivered the one before; where that needs no other
/// member, when the one before is stable, lest more than one be under way.
/// </summary>
internal sealed class PingPong(Setting setting) : IWorkload
{
    /// <summary>The smallest message that has room for the time.</summary>
    public const int SmallestSize = sizeof(long) + 1;

    private readonly DeliverySignal _delivered = new();
    private readonly LatencyLog _quiet = new();
    private readonly LatencyLog _beside = new();
    private volatile bool _isSender;
    private volatile Counting _counting;

    // What a message counts as; it bears that in a byte.
    private enum Counting : byte
    {
        Nothing,
        Quiet,
        Beside,
    }

    public async Task RunAsync(Group group, CancellationToken leaving)
    {
        _isSender = true;
        var payload = new byte[setting.Size];
        while (!leaving.IsCancellationRequested)
        {
            _delivered.Reset();
            Stamp(payload);
            await group.SendAsync(payload, setting.Order, setting.Delivery);
            await _delivered.WaitAsync();
            if (setting.Delivery == Delivery.Received)
                await group.FlushAsync();
        }
    }

    public void OnMessage(in Message message)
    {
        long now = Stopwatch.GetTimestamp();
        ReadOnlySpan<byte> payload = message.Payload.Span;
        var counting = (Counting)payload[sizeof(long)];
        if (counting != Counting.Nothing)
            (counting == Counting.Quiet ? _quiet : _beside).Add(BinaryPrimitives.ReadInt64LittleEndian(payload), now);
        if (_isSender)
            _delivered.Set();
    }

    public void OnFrame(Frame frame, Parent parent)
    {
        switch ((MemberFrame)frame.Kind)
        {
            case MemberFrame.Measure or MemberFrame.CountQuiet:
                _counting = Counting.Quiet;
                break;
            case MemberFrame.CountBeside:
                _counting = Counting.Beside;
                break;
            case MemberFrame.Report or MemberFrame.CountNothing:
                _counting = Counting.Nothing;
                break;
            case MemberFrame.ReportLatencies:
                parent.Tell(_quiet.ToFrame());
                break;
            case MemberFrame.ReportBesideLatencies:
                parent.Tell(_beside.ToFrame());
                break;
        }
    }

    // The sender says what a message counts as, so that all members count the same ones.
    private void Stamp(Span<byte> payload)
    {
        payload[sizeof(long)] = (byte)_counting;
        BinaryPrimitives.WriteInt64LittleEndian(payload, Stopwatch.GetTimestamp());
    }
}
