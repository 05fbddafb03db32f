using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Durability;

/// <summary>Where a log's copy of a group ends: with so much of each stream of its last view.</summary>
/// <param name="Group">The formation of that view.</param>
/// <param name="View">Its number.</param>
/// <param name="Row">How much of each stream.</param>
internal sealed record CopyEnd(GroupId Group, ViewNumber View, ulong[] Row)
{
    /// <summary>Where a copy ends.</summary>
    public static CopyEnd Of(GroupCopy copy) => new(copy.Last.View.Group, copy.Last.View.Number, copy.Last.Row());

    public static CopyEnd Read(ref FrameReader reader) => new(reader.GroupId(), reader.View(), reader.Numbers());

    public void Write(FrameWriter writer)
    {
        writer.Id(Group);
        writer.Number(View.Value);
        writer.Numbers(Row);
    }
}
