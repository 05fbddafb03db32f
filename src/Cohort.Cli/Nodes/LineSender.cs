using Cohort.Protocol;

namespace Cohort.Cli.Nodes;

/// <summary>
/// Sends lines as fast as the group takes them: those of one read are under way together while the next are read.
/// </summary>
internal sealed class LineSender(Group group, NodeRequest request, Printer printer, Journal? journal)
{
    private ulong _lastSent;
    private Task _concluded = Task.CompletedTask;
    private long _deliveredToAll;

    /// <summary>How many lines are in the stream.</summary>
    public long Accepted { get; private set; }

    /// <summary>How many lines nobody delivers.</summary>
    public long NotDelivered { get; private set; }

    /// <summary>How many lines were under way when the membership ended, so that others may deliver them.</summary>
    public long Unknown { get; private set; }

    /// <summary>Whether every line that was read is in the stream, and stable.</summary>
    public bool LostNothing => NotDelivered + Unknown == 0;

    /// <summary>Sends all lines and waits until they are stable. After cancelling, <see cref="StopAsync"/> tells what
    /// became of those under way.</summary>
    public async Task SendAsync(LineReader reader, CancellationToken cancellationToken)
    {
        while (await NextAsync(reader, cancellationToken) is { } batch)
        {
            Task before = _concluded;
            _concluded = ConcludeAsync(before, batch, Begin(batch));
            await before.WaitAsync(cancellationToken);
        }
        await _concluded.WaitAsync(cancellationToken);
        try
        {
            await group.FlushAsync(cancellationToken);
            journal?.Flushed(_lastSent);
        }
        catch (OutcomeUnknownException error)
        {
            // Expelled: what was in the stream may have been delivered by the others or not.
            Doubt(error);
        }
    }

    /// <summary>
    /// Sends no more. Completes when it is known what became of every line that was read, which is when the membership is
    /// over at the latest: so begin this, and then leave.
    /// </summary>
    public async Task StopAsync(LineReader reader)
    {
        // Asked for before the membership ends, and behind all sends: it completes once they are stable.
        Task flushed = group.FlushAsync();
        await _concluded;
        NotDelivered += reader.Waiting;
        try
        {
            await flushed;
            journal?.Flushed(_lastSent);
        }
        catch (Exception error) when (error is OutcomeUnknownException or NotDeliveredException)
        {
            Doubt(error);
        }
    }

    /// <summary>A line of this process has been delivered here, as one that every member has.</summary>
    public void DeliveredToAll() => Interlocked.Increment(ref _deliveredToAll);

    /// <summary>Tells the group that no more lines come. Where that fails because the member was put out, it is said again
    /// by the one that comes back.</summary>
    public async Task SayEndAsync(byte[] message, CancellationToken cancellationToken)
    {
        ulong name = Transcript.NameOf(message);
        journal?.Sending(name, message.Length, request.Order, request.Delivery);
        Failure failure = await OutcomeOf(group.SendAsync(message, request.Order, request.Delivery, cancellationToken));
        journal?.Concluded(name, failure);
    }

    // A read of standard input cannot be cancelled: when the token is, or when the membership is over, it is left to
    // itself. Nothing else looks at the token here, so that no batch is taken and then forgotten.
    private async Task<LineBatch?> NextAsync(LineReader reader, CancellationToken cancellationToken)
    {
        Task<LineBatch?> next = reader.ReadAsync(cancellationToken).AsTask();
        Task first = await Task.WhenAny(next, group.Completion);
        await first;
        return first == next ? await next : null;
    }

    // Of what is in the stream, all is in doubt but what came back as a line that everybody has.
    private void Doubt(Exception error)
    {
        long doubtful = Math.Max(0, Accepted - Interlocked.Read(ref _deliveredToAll));
        if (doubtful > 0)
            printer.Warning(error.Message);
        Unknown += doubtful;
        Accepted -= doubtful;
    }

    // A send is never cancelled: it would not be known what became of the line. It ends with the membership.
    private ValueTask[] Begin(LineBatch batch)
    {
        var sends = new ValueTask[batch.Lines.Count];
        for (int i = 0; i < sends.Length; i++)
        {
            if (batch.Lines[i] is not { } line)
                continue;
            _lastSent = Transcript.NameOf(line.Span);
            journal?.Sending(_lastSent, line.Length, request.Order, request.Delivery);
            sends[i] = group.SendAsync(line, request.Order, request.Delivery);
        }
        return sends;
    }

    private async Task ConcludeAsync(Task before, LineBatch batch, ValueTask[] sends)
    {
        await before;
        for (int i = 0; i < sends.Length; i++)
        {
            ReadOnlyMemory<byte>? line = batch.Lines[i];
            if (line is null)
            {
                NotDelivered++;
                printer.Warning(
                    $"line {batch.First + i} is longer than {request.Options.MaxMessageBytes} bytes and was not sent"
                );
                continue;
            }
            Failure failure = await OutcomeOf(sends[i]);
            journal?.Concluded(Transcript.NameOf(line.Value.Span), failure);
            switch (failure)
            {
                case Failure.None:
                    Accepted++;
                    break;
                case Failure.Unknown:
                    Unknown++;
                    break;
                default:
                    NotDelivered++;
                    break;
            }
        }
    }

    private static async ValueTask<Failure> OutcomeOf(ValueTask send)
    {
        try
        {
            await send;
            return Failure.None;
        }
        catch (NotDeliveredException)
        {
            return Failure.NotDelivered;
        }
        catch (OutcomeUnknownException)
        {
            return Failure.Unknown;
        }
    }
}
