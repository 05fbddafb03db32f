using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Cohort.Protocol;

namespace Cohort.Runtime.Clients;

/// <summary>The subscriptions of a client's application. What one of them has not read is bounded by what the member that feeds it
/// may send before it has been told that some was read.</summary>
/// <param name="post">Leaves an input for the machine; false where it has stopped.</param>
internal sealed class Subscriptions(Func<Input, bool> post)
{
    private readonly record struct Waiting(Diffused Diffused, int Size);

    private readonly Lock _lock = new();
    private readonly Dictionary<long, (string Group, Channel<Waiting> Unread)> _open = [];
    private long _lastTicket;
    private Exception? _ending;

    /// <summary>Subscribes when it begins to be read, until that ends.</summary>
    public async IAsyncEnumerable<Diffused> ReadAsync(
        string group,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        Channel<Waiting> unread = Channel.CreateUnbounded<Waiting>(new UnboundedChannelOptions { SingleReader = true });
        long ticket;
        lock (_lock)
        {
            if (_ending is { } ending)
                throw ending;
            _open.Add(ticket = ++_lastTicket, (group, unread));
        }
        post(Input.Subscribe(ticket, group));
        try
        {
            await foreach (Waiting next in unread.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return next.Diffused;
                if (next.Size > 0)
                    post(Input.FeedHandled(ticket, next.Size));
            }
        }
        finally
        {
            lock (_lock)
                _open.Remove(ticket);
            post(Input.Unsubscribe(ticket));
        }
    }

    /// <summary>What the machine tells of a subscription; on the driver's thread.</summary>
    public void Take(in Output output)
    {
        (string Group, Channel<Waiting> Unread) subscription;
        lock (_lock)
            if (!_open.TryGetValue(output.Ticket, out subscription))
                return;
        if (output.Kind == OutputKind.FeedEnded)
            subscription.Unread.Writer.TryComplete(
                new CallRefusedException(
                    subscription.Group,
                    CallRefusal.NoSuchGroup,
                    $"There is no group '{subscription.Group}' to subscribe to: {output.Text}. Check the name, or join it at a node "
                        + "first."
                )
            );
        else
            subscription.Unread.Writer.TryWrite(new Waiting(DiffusedBy(output), output.Bytes.Length));
    }

    /// <summary>There is no machine any more.</summary>
    public void End(Exception why)
    {
        Channel<Waiting>[] open;
        lock (_lock)
        {
            _ending ??= why;
            open = [.. _open.Values.Select(subscription => subscription.Unread)];
        }
        foreach (Channel<Waiting> unread in open)
            unread.Writer.TryComplete(why);
    }

    private static Diffused DiffusedBy(in Output output) =>
        output.Kind switch
        {
            OutputKind.FeedView => new Diffused.OfView(output.Change),
            // The machine has made the bytes for this message alone.
            OutputKind.FeedMessage => new Diffused.OfMessage(
                output.Sender,
                output.Message,
                output.Order,
                output.Delivery,
                output.Bytes
            ),
            OutputKind.FeedGap => new Diffused.Gap(output.Text),
            _ => throw new UnreachableException($"An output of kind {output.Kind} is not for subscribers."),
        };
}
