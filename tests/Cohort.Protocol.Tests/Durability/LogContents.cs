using System.Collections.Immutable;
using System.Text;
using Cohort.Protocol.Durability;
using Cohort.Protocol.Governance;
using Cohort.Protocol.Multicast;
using Cohort.Protocol.Tests.Clusters;

namespace Cohort.Protocol.Tests.Durability;

/// <summary>What the log of a node says.</summary>
internal sealed class LogContents : IJournalVisitor
{
    private readonly SortedDictionary<(ulong View, int Rank, ulong Number), byte[]> _items = [];

    public List<View> Views { get; } = [];

    public List<(View View, ViewBase Start)> Bases { get; } = [];

    public List<(ViewNumber View, ulong[] Cut)> Cuts { get; } = [];

    /// <summary>How many there are of what the node had missed, whole.</summary>
    public int Differences { get; private set; }

    /// <summary>The state, as text.</summary>
    public string State { get; private set; } = "";

    public static LogContents Of(TestNode node)
    {
        var log = new LogContents();
        foreach (byte[] record in node.Log)
            Assert.True(JournalRecord.Read(record, new Limits(), log));
        return log;
    }

    /// <summary>The messages of a view, those of the lower ranks first.</summary>
    public string[] MessagesOf(ViewNumber view)
    {
        List<string> messages = [];
        int members = Views.Find(one => one.Number == view)!.Members.Length;
        var text = new StringBuilder();
        foreach ((_, byte[] encoded) in _items.Where(item => item.Key.View == view.Value))
        {
            Assert.True(StreamItem.TryDecode(encoded, new Limits(), new ulong[members], [], out StreamItem item));
            if (item.IsAnnouncement)
                continue;
            text.Append(Encoding.UTF8.GetString(encoded.AsSpan(item.Header)));
            if (!item.Last)
                continue;
            messages.Add(text.ToString());
            text.Clear();
        }
        return [.. messages];
    }

    void IJournalVisitor.View(string name, View view, int self) => Views.Add(view);

    void IJournalVisitor.Base(string name, View view, int self, ViewBase start) => Bases.Add((view, start));

    // What is behind a base comes twice.
    void IJournalVisitor.Item(GroupId group, ViewNumber view, int rank, ulong number, ReadOnlySpan<byte> item)
    {
        if (!_items.TryAdd((view.Value, rank, number), item.ToArray()))
            Assert.Equal(Bases[^1].View.Number, view);
    }

    void IJournalVisitor.Cut(GroupId group, ViewNumber view, ReadOnlySpan<ulong> cut) =>
        Cuts.Add((view, cut.ToArray()));

    void IJournalVisitor.Difference(GroupId group, ViewNumber until, ulong size, ulong at, ReadOnlySpan<byte> part) =>
        Differences += at + (ulong)part.Length == size ? 1 : 0;

    void IJournalVisitor.Continues(GroupId group, GroupId of) { }

    void IJournalVisitor.Founding(string name, GroupId group, ulong epoch) { }

    void IJournalVisitor.Directory(ulong epoch, ulong origin, bool isWhole, ImmutableArray<KeptEntry> entries) { }

    void IJournalVisitor.State(
        GroupId group,
        ViewNumber view,
        ReadOnlySpan<ulong> delivered,
        ulong position,
        ulong size,
        ulong at,
        ReadOnlySpan<byte> part
    )
    {
        if (at == 0)
            State = "";
        Assert.Equal((ulong)State.Length, at);
        State += Encoding.UTF8.GetString(part);
    }
}
