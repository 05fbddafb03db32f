using System.Threading.Channels;
using Cohort.Toolkit.ReplicatedObjects;

namespace Cohort.Toolkit.Elections;

/// <summary>Hears that one election may have another leader; several times are one.</summary>
internal sealed class LeaderWatch(string election) : SlotObserver
{
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    /// <summary>Something for each change; ends with the membership.</summary>
    public ChannelReader<bool> Changes => _changes.Reader;

    public override void Happened(object happened, ulong position)
    {
        if (happened is LeaderChanged changed && changed.Election == election)
            _changes.Writer.TryWrite(true);
    }

    // Another replica's state may know of another leader.
    public override void Replaced() => _changes.Writer.TryWrite(true);

    public override void End(Exception? failure) => _changes.Writer.TryComplete(failure);
}
