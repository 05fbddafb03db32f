using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Cohort.Runtime.Groups;

/// <summary>The readers of <see cref="Group.ReadViewsAsync"/>. A slow one holds up the handlers; it loses nothing.</summary>
internal sealed class ViewReaders
{
    private const int Capacity = 1024;

    private readonly Lock _lock = new();
    private readonly List<Channel<ViewChange>> _readers = [];
    private ViewChange? _current;
    private bool _ended;
    private Exception? _failure;

    /// <summary>Tells every reader, waiting for those that are behind.</summary>
    public async ValueTask PublishAsync(ViewChange change, CancellationToken cancellationToken)
    {
        Channel<ViewChange>[] readers;
        lock (_lock)
        {
            // Whoever begins to read now hears of the view as his first one.
            _current = change with
            {
                Joined = [],
                Left = [],
                Promoted = [],
            };
            readers = [.. _readers];
        }
        foreach (Channel<ViewChange> reader in readers)
            while (await reader.Writer.WaitToWriteAsync(cancellationToken).ConfigureAwait(false))
                if (reader.Writer.TryWrite(change))
                    break;
    }

    /// <summary>No more will come.</summary>
    public void End(Exception? failure)
    {
        lock (_lock)
        {
            (_ended, _failure) = (true, failure);
            foreach (Channel<ViewChange> reader in _readers)
                reader.Writer.TryComplete(failure);
        }
    }

    /// <summary>Begins to read, from the current view on.</summary>
    public IAsyncEnumerable<ViewChange> ReadAsync(CancellationToken cancellationToken)
    {
        Channel<ViewChange> reader = Channel.CreateBounded<ViewChange>(
            new BoundedChannelOptions(Capacity) { SingleReader = true }
        );
        lock (_lock)
        {
            if (_current is not null)
                reader.Writer.TryWrite(_current);
            if (_ended)
                reader.Writer.TryComplete(_failure);
            else
                _readers.Add(reader);
        }
        return ReadAsync(reader, cancellationToken);
    }

    private async IAsyncEnumerable<ViewChange> ReadAsync(
        Channel<ViewChange> reader,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        try
        {
            await foreach (ViewChange change in reader.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                yield return change;
        }
        finally
        {
            lock (_lock)
                _readers.Remove(reader);
            reader.Writer.TryComplete();
        }
    }
}
