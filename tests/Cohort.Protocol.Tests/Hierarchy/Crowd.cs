using System.Text;
using Cohort.Protocol.Hierarchy;

namespace Cohort.Protocol.Tests.Hierarchy;

/// <summary>
/// A hierarchical group without a network: leaves and a parent in which whatever is sent is delivered to all members at once, in one
/// order. Members join, die, and come back.
/// </summary>
internal sealed class Crowd(HierarchyLimits? limits = null)
{
    private readonly HierarchyLimits _limits = limits ?? new HierarchyLimits();
    private readonly SortedDictionary<string, TestMember> _members = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, TestGroup> _groups = new(StringComparer.Ordinal);
    private ulong _formations;

    public TestMember this[string name] => _members[name];

    /// <summary>A member joins a leaf, which begins with it where there is none.</summary>
    public void Join(string name, string leaf)
    {
        var member = new TestMember(name, leaf, new HierarchyMachine(new ProcessId(name, 1), _limits));
        _members.Add(name, member);
        Group(leaf).Join(member, isLeaf: true);
        Settle();
    }

    /// <summary>Members are gone, from their leaves and the parent, before anybody does anything.</summary>
    public void Kill(params string[] names)
    {
        foreach (string name in names)
        {
            _members.Remove(name, out TestMember? member);
            foreach (TestGroup group in _groups.Values)
                group.Remove(member!);
        }
        Settle();
    }

    /// <summary>A message goes into the leaf; what follows from it waits for <see cref="Settle"/>.</summary>
    public void Send(string name, string text, Order order = Order.Total)
    {
        ReadOnlyMemory<byte> sent = HierarchyMachine.Encode(Encoding.UTF8.GetBytes(text), order);
        Group(_members[name].Leaf).Send(_members[name], sent);
    }

    /// <summary>Lets so many messages of leaves and parent be delivered; all that there are where nothing is said.</summary>
    public void Settle(int most = int.MaxValue)
    {
        while (most-- > 0)
        {
            foreach (TestMember member in _members.Values)
                CarryOut(member);
            if (!_groups.Values.ToArray().Any(group => group.DeliverNext()))
                break;
        }
        foreach (TestMember member in _members.Values)
            CarryOut(member);
    }

    private void CarryOut(TestMember member)
    {
        if (member.Machine.IsRepresentative && !Group("parent").Has(member))
            Group("parent").Join(member, isLeaf: false);
        while (member.Machine.Outputs.TryDequeue(out HierarchyOutput output))
            switch (output.Kind)
            {
                case HierarchyOutputKind.SendInLeaf:
                    Group(member.Leaf).Send(member, output.Bytes);
                    break;
                case HierarchyOutputKind.SendInParent:
                    Group("parent").Send(member, output.Bytes);
                    break;
                case HierarchyOutputKind.Deliver:
                    member.Delivered.Add(Encoding.UTF8.GetString(output.Bytes.Span));
                    break;
                case HierarchyOutputKind.Gap:
                    member.Delivered.Add("gap");
                    break;
            }
    }

    private TestGroup Group(string name)
    {
        if (!_groups.TryGetValue(name, out TestGroup? group) || group.IsEmpty)
            _groups[name] = group = new TestGroup(new GroupId(++_formations, 0));
        return group;
    }

    /// <summary>A member, and what it got.</summary>
    internal sealed record TestMember(string Name, string Leaf, HierarchyMachine Machine)
    {
        public List<string> Delivered { get; } = [];
    }

    /// <summary>A leaf or the parent: one queue, in the order of which all members are told.</summary>
    private sealed class TestGroup(GroupId id)
    {
        private readonly List<(TestMember Member, bool IsLeaf, ulong Join)> _members = [];
        private readonly Queue<(TestMember Sender, ReadOnlyMemory<byte> Bytes)> _sent = new();
        private ulong _view;

        public bool IsEmpty => _members.Count == 0;

        public bool Has(TestMember member) => _members.Exists(each => each.Member == member);

        public void Join(TestMember member, bool isLeaf)
        {
            if (_members is [var (donor, _, _), ..])
                Assert.True(Part(member, isLeaf).TryLoad(Part(donor, isLeaf).Save()));
            _members.Add((member, isLeaf, _view));
            Install();
        }

        public void Remove(TestMember member)
        {
            // What it has sent is in the cut, up to here.
            if (_members.RemoveAll(each => each.Member == member) > 0)
                Install();
        }

        public void Send(TestMember sender, ReadOnlyMemory<byte> bytes) => _sent.Enqueue((sender, bytes));

        public bool DeliverNext()
        {
            if (!_sent.TryDequeue(out (TestMember Sender, ReadOnlyMemory<byte> Bytes) sent))
                return false;
            Member sender = _members.Find(each => each.Member == sent.Sender) is { Member: not null } known
                ? MemberOf(known)
                : new Member(new MemberId(new ProcessId(sent.Sender.Name, 1), 0), sent.Sender.Name, true);
            foreach ((TestMember member, bool isLeaf, _) in _members)
                Assert.True(Part(member, isLeaf).Delivered(sender, sent.Bytes));
            return true;
        }

        private static HierarchyPart Part(TestMember member, bool isLeaf) =>
            isLeaf ? member.Machine.Leaf : member.Machine.Parent;

        private static Member MemberOf((TestMember Member, bool IsLeaf, ulong Join) each) =>
            new(new MemberId(new ProcessId(each.Member.Name, 1), each.Join), each.Member.Name, HoldsState: true);

        private void Install()
        {
            var view = new View(id, new ViewNumber(_view++), [.. _members.Select(MemberOf)]);
            foreach ((TestMember member, bool isLeaf, _) in _members)
                Part(member, isLeaf).View(view);
        }
    }
}
