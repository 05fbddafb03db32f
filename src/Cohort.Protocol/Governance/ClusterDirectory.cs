using System.Collections.Immutable;
using Cohort.Protocol.Placing;
using Cohort.Protocol.Views;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Governance;

/// <summary>
/// The directory of the cluster: which processes there are, and which groups, in which view. It is replicated in the root
/// group: the same commands and the same views of the root, in the same order, make it the same everywhere. It decides what
/// follows a view of a governed group (protocol section 7; after the view manager of Vertical Paxos, Lamport, Malkhi, Zhou,
/// PODC 2009).
/// </summary>
internal sealed partial class ClusterDirectory(Anchor? anchor = null)
{
    private readonly SortedDictionary<string, DirectoryEntry> _byName = new(StringComparer.Ordinal);
    private readonly SortedDictionary<GroupId, string> _names = [];

    // Of each member of the root, the number of the last request of its own that was taken in.
    private readonly SortedDictionary<MemberId, ulong> _requests = [];

    /// <summary>The processes.</summary>
    public NodeRegistry Nodes { get; } = new();

    /// <summary>What has happened to groups and has not been looked at yet.</summary>
    public Queue<DirectoryEvent> Events { get; } = new();

    /// <summary>Grows whenever a process comes or goes.</summary>
    public long ProcessChanges { get; private set; }

    /// <summary>Grows whenever a group comes, goes, or has a new view.</summary>
    public long GroupChanges { get; private set; }

    /// <summary>The groups, by name.</summary>
    public IReadOnlyCollection<DirectoryEntry> Groups => _byName.Values;

    /// <summary>The group of a name; null where there is none.</summary>
    public DirectoryEntry? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The group of an identity; null where it is not, or no more, in the directory.</summary>
    public DirectoryEntry? Find(GroupId id) => _names.TryGetValue(id, out string? name) ? _byName[name] : null;

    /// <summary>Whether a process belongs to the cluster: it is in the root group.</summary>
    public bool Has(ProcessId process) => Nodes.Has(process);

    /// <summary>Whether a member of a group's present view is still what it was.</summary>
    public bool Stands(DirectoryEntry entry, MemberId member) => Has(member.Process) && !entry.Over.Contains(member);

    /// <summary>Whether nobody is left that holds a group's state.</summary>
    public bool IsLost(DirectoryEntry entry)
    {
        foreach (Member member in entry.View.Members)
            if (member.HoldsState && Stands(entry, member.Id))
                return false;
        return true;
    }

    /// <summary>The root group has a new view: these are the processes from now on.</summary>
    public void Take(View root)
    {
        foreach (Member member in root.Members)
            if (!_requests.ContainsKey(member.Id))
                _requests.Add(member.Id, 0);
        // A membership that is over asks for nothing any more, whoever still sends what it once asked.
        foreach (MemberId gone in _requests.Keys.Where(asker => root.RankOf(asker) < 0).ToArray())
            _requests.Remove(gone);
        foreach (ProcessId process in Nodes.Take(root))
            Changed(process);
        foreach (DirectoryEntry entry in _byName.Values.Where(HasEnded).ToArray())
            Remove(entry, null);
        LookAtLost();
        Keeping.Keep(Has);
        BeginWithDisks();
        CandidatesChanged();
        ProcessChanges++;
    }

    /// <summary>Whether a self-governed group is nobody's any more: its members would say so if they could.</summary>
    private bool HasEnded(DirectoryEntry entry) =>
        entry.Terms.SelfGoverned && !entry.View.Members.Any(member => Stands(entry, member.Id));

    /// <summary>Takes in a message of the root group; false where it makes no sense.</summary>
    public bool Apply(ReadOnlySpan<byte> message, Limits limits)
    {
        var reader = new FrameReader(message, limits);
        (MemberId asker, ulong number) = (reader.MemberId(), reader.Number());
        // Nobody asks for nothing.
        if (reader.AtEnd)
            return false;
        bool isNews = _requests.TryGetValue(asker, out ulong last) && number > last;
        while (!reader.AtEnd)
        {
            if (DirectoryCommand.Read(ref reader, limits) is not { } command)
                return false;
            if (isNews)
                Apply(command, limits);
        }
        if (reader.Complete && isNews)
            _requests[asker] = number;
        return reader.Complete;
    }

    /// <summary>Begins a message of the root group: whose request it is, and which one. It is taken in once, however often it
    /// comes, and not after a later one of the same member.</summary>
    public static void WriteHeader(FrameWriter writer, MemberId asker, ulong number)
    {
        writer.Id(asker);
        writer.Number(number);
    }

    /// <summary>The number of the last request of a member of the root that was taken in; 0 where there was none.</summary>
    public ulong LastRequestOf(MemberId asker) => _requests.GetValueOrDefault(asker);

    private void Apply(DirectoryCommand command, Limits limits)
    {
        switch (command)
        {
            case DirectoryCommand.Create create:
                Create(create);
                break;
            case DirectoryCommand.Succeed succeed:
                Succeed(succeed);
                break;
            case DirectoryCommand.Recover recover:
                Recover(recover);
                break;
            case DirectoryCommand.Offer offer:
                Offer(offer);
                break;
            case DirectoryCommand.Choose choose:
                Choose(choose.Choice);
                break;
            case DirectoryCommand.Recall recall:
                Recall(recall);
                break;
            case DirectoryCommand.Raise raise:
                Keeping.Raise(raise.Epoch);
                break;
            case DirectoryCommand.Kept kept:
                Keeping.Kept(kept);
                break;
            case DirectoryCommand.Abandon abandon:
                Abandon(abandon);
                break;
            case DirectoryCommand.Forget forget:
                if (Find(forget.Group) is { Terms: { LosesNothing: true, SelfGoverned: false } } entry && IsLost(entry))
                    Remove(entry, null);
                break;
            case DirectoryCommand.Enter enter:
                Enter(enter);
                break;
            case DirectoryCommand.Register register:
                Nodes.Register(register.Process, register.Labels, register.Offers);
                News.Add(register.Process);
                CandidatesChanged();
                break;
            case DirectoryCommand.Ensure ensure:
                Ensure(ensure, limits);
                break;
            case DirectoryCommand.Assign assign:
                Assign(assign);
                break;
            case DirectoryCommand.Mark mark:
                Marks.Enqueue(mark);
                break;
        }
    }

    private void Create(DirectoryCommand.Create create)
    {
        if (!Has(create.Founder.Process) || create.Terms.SelfGoverned)
            return;
        // It may be on a disk that nobody has heard of yet.
        if (create.Terms.Durable && !Keeping.IsRecalled)
            return;
        if (Find(create.Name) is { } known)
        {
            // G2: only what is lost gives way, and only to one who knows that it does.
            bool mayReplace = create.Replaces == known.Id && !known.Terms.SelfGoverned && IsLost(known);
            if (!mayReplace && !Mutants.Has(Mutant.RecreatesWhatLives))
                return;
            Remove(known, null);
        }
        var view = new View(create.Id, new ViewNumber(0), [create.Founder]);
        Put(new DirectoryEntry(create.Name, create.Terms, view, null, []), null);
    }

    private void Succeed(DirectoryCommand.Succeed succeed)
    {
        if (
            Find(succeed.Group) is not { Terms.SelfGoverned: false } entry
            || entry.View.Number != succeed.Ends
            || !Allows(entry, succeed)
        )
            return;
        ImmutableArray<Member> next = succeed.Value.Next;
        if (next.IsEmpty)
        {
            if (entry.Terms.Durable)
                Rest(entry, succeed.Value);
            else
                Remove(entry, succeed.Value);
            return;
        }
        var view = new View(entry.Id, entry.View.Number.Next, next);
        ImmutableArray<MemberId> over = [.. entry.Over.Where(member => view.RankOf(member) >= 0)];
        Put(
            entry with
            {
                View = view,
                Decided = succeed.Value,
                Over = over,
                Continues = null,
                Chosen = null,
            },
            entry.View
        );
    }

    /// <summary>
    /// Whether a proposal may be decided. Who proposes is alive, and so is everyone in the next view; somebody in it holds the
    /// state; and whoever is left out against its will is gone, or a quorum of the view that ends is for it: one that is cut
    /// off alone cannot expel the others.
    /// </summary>
    private bool Allows(DirectoryEntry entry, DirectoryCommand.Succeed succeed)
    {
        View view = entry.View;
        ImmutableArray<Member> next = succeed.Value.Next;
        if (
            view.RankOf(succeed.By) < 0
            || !Stands(entry, succeed.By)
            || succeed.Value.Cut.Length != view.Senders
            || succeed.Leaving.Any(rank => rank >= view.Members.Length)
        )
            return false;
        foreach (Member member in next)
        {
            bool stays = view.RankOf(member.Id) >= 0;
            if (stays ? !Stands(entry, member.Id) : !Has(member.Process) || member.HoldsState)
                return false;
        }
        var counts = new bool[view.Members.Length];
        var agree = new bool[counts.Length];
        bool othersAreGone = true;
        bool holds = next.IsEmpty;
        for (int rank = 0; rank < counts.Length; rank++)
        {
            Member member = view.Members[rank];
            counts[rank] = member.HoldsState;
            bool stays = next.Any(other => other.Id == member.Id);
            holds |= stays && member.HoldsState;
            agree[rank] = stays || succeed.Leaving.Contains(rank);
            othersAreGone &= agree[rank] || !counts[rank] || !Stands(entry, member.Id);
        }
        return holds && (othersAreGone || Quorum.Is(counts, agree) || Mutants.Has(Mutant.OneMayExpelAll));
    }

    private void Abandon(DirectoryCommand.Abandon abandon)
    {
        if (
            Find(abandon.Group) is not { } entry
            || entry.View.RankOf(abandon.Member) < 0
            || entry.Over.Contains(abandon.Member)
        )
            return;
        DirectoryEntry without = entry with { Over = entry.Over.Add(abandon.Member) };
        if (HasEnded(without))
            Remove(entry, null);
        else
            Put(without, entry.View);
    }

    /// <summary>A self-governed group tells its view. One name, one group: a governed one of that name stays. Of two
    /// formations of a self-governed one only the one that has a quorum of the seeds can tell anything.</summary>
    private void Enter(DirectoryCommand.Enter enter)
    {
        View view = enter.View;
        if (!enter.Terms.SelfGoverned || view.RankOf(enter.By) < 0 || !Has(enter.By.Process))
            return;
        DirectoryEntry? known = Find(enter.Name);
        bool isOther = known is not null && known.Id != view.Group;
        if (
            known is { Terms.SelfGoverned: false }
            || (known is not null && !isOther && known.View.Number >= view.Number)
            || (Find(view.Group) is { } named && named.Name != enter.Name)
        )
            return;
        if (isOther)
            Remove(known!, null);
        Put(new DirectoryEntry(enter.Name, enter.Terms, view, null, []), isOther ? null : known?.View);
    }

    private void Put(DirectoryEntry entry, View? before, bool isNews = true, Proposal? end = null)
    {
        CountLoads(Find(entry.Name)?.View, entry.View);
        if (before is null || !Mutants.Has(Mutant.SuccessionUntold))
            News.Add(entry.Name);
        _byName[entry.Name] = entry;
        _names[entry.Id] = entry.Name;
        GroupChanges++;
        Events.Enqueue(new DirectoryEvent(entry.Name, entry, before, end, ChangeOf(entry, isNews)));
    }

    private void Remove(DirectoryEntry entry, Proposal? end, bool isNews = true, bool isCertain = true)
    {
        CountLoads(entry.View, null);
        News.Add(entry.Name);
        Offers.Remove(entry.Name);
        _byName.Remove(entry.Name);
        _names.Remove(entry.Id);
        GroupChanges++;
        if (isCertain)
            Events.Enqueue(new DirectoryEvent(entry.Name, null, entry.View, end, ChangeOf(entry, isNews)));
    }

    private ulong ChangeOf(DirectoryEntry entry, bool isNews) =>
        !entry.Terms.Durable ? 0
        : isNews ? Keeping.Changed(entry.Name)
        : Keeping.ChangeOf(entry.Name);

    /// <summary>A cluster that has just been formed has no groups.</summary>
    public void Clear()
    {
        _requests.Clear();
        Keeping.Clear();
        Offers.Clear();
        foreach (DirectoryEntry entry in _byName.Values.ToArray())
        {
            if (entry.Terms.Durable)
                _unsure.Add(entry);
            Remove(entry, null, isNews: false, isCertain: !entry.Terms.Durable);
        }
        foreach (Member member in Nodes.Members)
            News.Add(member.Process);
        Nodes.Clear();
        CandidatesChanged();
        Placements.Clear();
        ProcessChanges++;
    }

    /// <summary>Writes the groups, what the processes have said of themselves, and which requests were taken in.</summary>
    public void Save(FrameWriter writer)
    {
        writer.Number(_requests.Count);
        foreach ((MemberId asker, ulong number) in _requests)
            WriteHeader(writer, asker, number);
        writer.Number(_byName.Count);
        foreach (DirectoryEntry entry in _byName.Values)
            writer.Entry(entry);
        Nodes.Save(writer);
        Placements.Save(writer);
        Keeping.Save(writer);
        Offers.Save(writer);
    }

    /// <summary>Takes it as another process has saved it; false where that makes no sense.</summary>
    public bool Load(ReadOnlySpan<byte> state, Limits limits)
    {
        var reader = new FrameReader(state, limits);
        var requests = new (MemberId Asker, ulong Number)[reader.Count(limits.Nodes)];
        for (int at = 0; at < requests.Length; at++)
            requests[at] = (reader.MemberId(), reader.Number());
        ulong count = reader.Number();
        var loaded = new List<DirectoryEntry>();
        for (ulong i = 0; i < count && !reader.Failed; i++)
            loaded.Add(reader.Entry(limits));
        var words = NodeRegistry.Read(ref reader, limits);
        PlacementInfo[] placements = PlacementTable.Read(ref reader, limits);
        Keeping.Load(ref reader, limits);
        var offers = LogOffers.Read(ref reader);
        if (!reader.Complete)
            return false;
        _requests.Clear();
        foreach ((MemberId asker, ulong number) in requests)
            _requests[asker] = number;
        Nodes.Load(words);
        CandidatesChanged();
        Placements.Load(placements);
        CandidatesChanged();
        foreach (Member member in Nodes.Members)
            News.Add(member.Process);
        DirectoryEntry[] before = [.. _byName.Values, .. _unsure];
        _unsure.Clear();
        foreach (DirectoryEntry entry in _byName.Values)
        {
            CountLoads(entry.View, null);
            News.Add(entry.Name);
        }
        _byName.Clear();
        _names.Clear();
        foreach (DirectoryEntry entry in loaded)
            Put(entry, null, isNews: false);
        Offers.Load(offers);
        TellOfWhatIsGone(before);
        return true;
    }
}
