using System.Threading.Channels;

namespace Cohort.Runtime.Hierarchies;

/// <summary>Sends in a leaf or the parent what the machine says, one after the other and in no handler, which must not wait.</summary>
internal sealed class SendLine
{
    private readonly Channel<ReadOnlyMemory<byte>> _waiting = Channel.CreateUnbounded<ReadOnlyMemory<byte>>(
        new UnboundedChannelOptions { SingleReader = true }
    );

    /// <summary>Sends it when what was added before has been sent.</summary>
    public void Add(ReadOnlyMemory<byte> bytes) => _waiting.Writer.TryWrite(bytes);

    /// <summary>The membership has ended: nothing more is sent.</summary>
    public void End() => _waiting.Writer.TryComplete();

    /// <summary>Sends in a group until the end.</summary>
    public async Task RunAsync(Group group)
    {
        await foreach (ReadOnlyMemory<byte> bytes in _waiting.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                await group.SendAsync(bytes).ConfigureAwait(false);
            }
            catch (GroupException e) when (e is NotDeliveredException or OutcomeUnknownException)
            {
                // The membership is over, or another one: the machine hears of that in its place, and says again what matters.
            }
        }
    }
}
