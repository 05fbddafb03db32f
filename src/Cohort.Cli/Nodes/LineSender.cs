using Cohort.Protocol;

namespace Cohort.Cli.Nodes;

/// <summary>
/// Sends lines as fast as the group takes them: those of one read are under way together while the next are read.
/// </summary>
internal sealed class LineSender(Group group, NodeRequest request, Printer printer, Journal? journal)
{
    private ulong _lastSent;

    /// <summary>How many lines are in the stream.</summary>
    public long Accepted { get; private set; }

    /// <summary>How many lines nobody delivers.</summary>
    public long NotDelivered { get; private set; }

    /// <summary>How many lines were under way when the membership ended, so that others may deliver them.</summary>
    public long Unknown { get; private set; }

    /// <summary>Sends all lines and waits until they are stable.</summary>
    public async Task SendAsync(LineReader reader, CancellationToken cancellationToken)
    {
        (LineBatch Batch, ValueTask[] Sends) underWay = (default, []);
        while (await NextAsync(reader, cancellationToken) is { } batch)
        {
            ValueTask[] sends = Begin(batch, cancellationToken);
            await ConcludeAsync(underWay.Batch, underWay.Sends);
            underWay = (batch, sends);
        }
        await ConcludeAsync(underWay.Batch, underWay.Sends);
        await FlushAsync(cancellationToken);
    }

    /// <summary>Tells the group that no more lines come. Where that fails because the member was put out, it is said again
    /// by the one that comes back.</summary>
    public async Task SayEndAsync(byte[] message, CancellationToken cancellationToken)
    {
        ulong name = Transcript.NameOf(message);
        journal?.Sending(name, message.Length, request.Order, request.Delivery);
        Failure failure = await OutcomeOf(group.SendAsync(message, request.Order, request.Delivery, cancellationToken));
        journal?.Concluded(name, failure);
    }

    // A read of standard input cannot be cancelled: when the token is, or when the membership is over, it is left to itself.
    private async Task<LineBatch?> NextAsync(LineReader reader, CancellationToken cancellationToken)
    {
        Task<LineBatch?> next = reader.ReadAsync(cancellationToken).AsTask();
        Task first = await Task.WhenAny(next, group.Completion).WaitAsync(cancellationToken);
        await first;
        return first == next ? await next : null;
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            await group.FlushAsync(cancellationToken);
            journal?.Flushed(_lastSent);
        }
        catch (OutcomeUnknownException error)
        {
            // Expelled: what was in the stream may have been delivered by the others or not.
            printer.Warning(error.Message);
            Unknown += Accepted;
            Accepted = 0;
        }
    }

    private ValueTask[] Begin(LineBatch batch, CancellationToken cancellationToken)
    {
        var sends = new ValueTask[batch.Lines.Count];
        for (int i = 0; i < sends.Length; i++)
        {
            if (batch.Lines[i] is not { } line)
                continue;
            _lastSent = Transcript.NameOf(line.Span);
            journal?.Sending(_lastSent, line.Length, request.Order, request.Delivery);
            sends[i] = group.SendAsync(line, request.Order, request.Delivery, cancellationToken);
        }
        return sends;
    }

    private async Task ConcludeAsync(LineBatch batch, ValueTask[] sends)
    {
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
