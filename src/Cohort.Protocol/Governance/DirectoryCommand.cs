using System.Collections.Immutable;
using Cohort.Protocol.Placing;
using Cohort.Protocol.Views;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Governance;

/// <summary>What a node asks the directory for. Each is a part of a message in the root group, and harmless where it comes
/// twice or too late.</summary>
internal abstract record DirectoryCommand
{
    private const byte CreateKind = 1;
    private const byte SucceedKind = 2;
    private const byte AbandonKind = 3;
    private const byte ForgetKind = 4;
    private const byte EnterKind = 5;
    private const byte RegisterKind = 6;
    private const byte MarkKind = 7;
    private const byte EnsureKind = 8;
    private const byte AssignKind = 9;
    private const byte RecoverKind = 10;
    private const byte RecallKind = 11;
    private const byte KeptKind = 12;
    private const byte OfferKind = 13;
    private const byte ChooseKind = 14;
    private const byte RaiseKind = 15;

    /// <summary>Who asks twice under one key means the later one.</summary>
    public abstract string Key { get; }

    /// <summary>Creates a group whose only member is its founder: the first that is ordered does. Where
    /// <paramref name="Replaces"/> is set, only in the place of a group of that identity whose state is lost.</summary>
    internal sealed record Create(string Name, GroupTerms Terms, GroupId Id, Member Founder, GroupId? Replaces)
        : DirectoryCommand
    {
        public override string Key => "create " + Name;
    }

    /// <summary>Has a group that keeps a log go on as another formation, from the log of one that held the state in its last view, or that
    /// was chosen, where nobody is there any more who held it: the first that is ordered does.</summary>
    /// <param name="Lost">The formation that is lost.</param>
    /// <param name="Id">The one in its place.</param>
    /// <param name="Founder">Its only member: the process that has the log.</param>
    /// <param name="Of">Whose log it is: a member of the lost formation's last view, where it was not chosen.</param>
    /// <param name="From">Where it goes on.</param>
    internal sealed record Recover(GroupId Lost, GroupId Id, Member Founder, MemberId Of, Continuation From)
        : DirectoryCommand
    {
        public override string Key => $"recover {Lost.High:x16}{Lost.Low:x16}";
    }

    /// <summary>A node that waits for a lost group says what its log has of it.</summary>
    internal sealed record Offer(GroupId Lost, OfferedLog Log) : DirectoryCommand
    {
        public override string Key => $"offer {Lost.High:x16}{Lost.Low:x16}";
    }

    /// <summary>An operator decides from which log a lost group goes on. It stands before a mark in a message, so that who has asked for both
    /// knows what became of it.</summary>
    internal sealed record Choose(LogChoice Choice) : DirectoryCommand
    {
        public override string Key => $"choose {Choice.Lost.High:x16}{Choice.Lost.Low:x16}";
    }

    /// <summary>A listed node says what its disk has of the directory.</summary>
    /// <param name="Process">The node.</param>
    /// <param name="Epoch">Of which cluster that was formed with these disks; 0 where it has nothing.</param>
    /// <param name="Origin">Which disks these are, as <see cref="Keeping.Origin"/>.</param>
    /// <param name="Entries">What it has.</param>
    internal sealed record Recall(ProcessId Process, ulong Epoch, ulong Origin, ImmutableArray<KeptEntry> Entries)
        : DirectoryCommand
    {
        public override string Key => "recall";

        public string Address => Process.Address;
    }

    /// <summary>A listed node has on its disk all changes of the directory up to one.</summary>
    internal sealed record Kept(string Address, ulong Epoch, ulong Change) : DirectoryCommand
    {
        public override string Key => "kept";
    }

    /// <summary>Decides what follows a view: the first that is ordered for it does, if it may.</summary>
    /// <param name="Group">The group.</param>
    /// <param name="Ends">The view that ends.</param>
    /// <param name="By">Who proposes: a member of that view.</param>
    /// <param name="Value">The next members, each of which has accepted the cut.</param>
    /// <param name="Leaving">The ranks of those that answered and want to leave.</param>
    internal sealed record Succeed(
        GroupId Group,
        ViewNumber Ends,
        MemberId By,
        Proposal Value,
        ImmutableArray<int> Leaving
    ) : DirectoryCommand
    {
        public override string Key => $"succeed {Group.High:x16}{Group.Low:x16}";
    }

    /// <summary>A process says that a membership of its own is over, or never began.</summary>
    internal sealed record Abandon(GroupId Group, MemberId Member) : DirectoryCommand
    {
        public override string Key => $"abandon {Group.High:x16}{Group.Low:x16}";
    }

    /// <summary>Takes a group without state out of the directory whose members are all gone, for longer than any of them could
    /// believe otherwise.</summary>
    internal sealed record Forget(GroupId Group) : DirectoryCommand
    {
        public override string Key => $"forget {Group.High:x16}{Group.Low:x16}";
    }

    /// <summary>Tells of a self-governed group as it is now, since its members decide that themselves.</summary>
    /// <param name="Name">The group's name.</param>
    /// <param name="Terms">What its members agree on.</param>
    /// <param name="View">Its present view.</param>
    /// <param name="By">Who tells: its coordinator.</param>
    internal sealed record Enter(string Name, GroupTerms Terms, View View, MemberId By) : DirectoryCommand
    {
        public override string Key => "enter " + Name;
    }

    /// <summary>A process says of itself what the others may want to know.</summary>
    /// <param name="Process">The process.</param>
    /// <param name="Labels">Its labels.</param>
    /// <param name="Offers">The names of placements that it offers to host.</param>
    internal sealed record Register(
        ProcessId Process,
        ImmutableSortedDictionary<string, string> Labels,
        ImmutableArray<string> Offers
    ) : DirectoryCommand
    {
        public override string Key => "register";
    }

    /// <summary>Asks for a placement; with no replicas, for none of that name.</summary>
    internal sealed record Ensure(PlacementInfo Asked) : DirectoryCommand
    {
        public override string Key => "ensure " + Asked.Name;
    }

    /// <summary>Places what is asked for, as long as nobody has asked for anything else.</summary>
    /// <param name="Name">The placement.</param>
    /// <param name="Version">Which of its versions was laid out.</param>
    /// <param name="Nodes">For each shard its members.</param>
    internal sealed record Assign(string Name, ulong Version, ImmutableArray<ImmutableArray<ProcessId>> Nodes)
        : DirectoryCommand
    {
        public override string Key => "assign " + Name;
    }

    /// <summary>Has the cluster take a later epoch, since a listed process's disk knows of one before it.</summary>
    internal sealed record Raise(ulong Epoch) : DirectoryCommand
    {
        public override string Key => "raise";
    }

    /// <summary>Changes nothing: when it comes back to the process that sent it, all that was decided before has.</summary>
    internal sealed record Mark(ProcessId Process, ulong Number) : DirectoryCommand
    {
        public override string Key => "mark";
    }

    public void Write(FrameWriter writer)
    {
        switch (this)
        {
            case Create create:
                writer.Byte(CreateKind);
                writer.Text(create.Name);
                writer.Terms(create.Terms);
                writer.Id(create.Id);
                writer.Members([create.Founder]);
                writer.Flag(create.Replaces is not null);
                if (create.Replaces is { } replaced)
                    writer.Id(replaced);
                break;
            case Recover recover:
                writer.Byte(RecoverKind);
                writer.Id(recover.Lost);
                writer.Id(recover.Id);
                writer.Members([recover.Founder]);
                writer.Id(recover.Of);
                writer.Continuation(recover.From);
                break;
            case Offer offer:
                writer.Byte(OfferKind);
                writer.Id(offer.Lost);
                writer.Offer(offer.Log);
                break;
            case Choose choose:
                writer.Byte(ChooseKind);
                writer.Choice(choose.Choice);
                break;
            case Recall recall:
                writer.Byte(RecallKind);
                writer.Id(recall.Process);
                writer.Number(recall.Epoch);
                writer.Fixed(recall.Origin);
                writer.Kept(recall.Entries);
                break;
            case Raise raise:
                writer.Byte(RaiseKind);
                writer.Number(raise.Epoch);
                break;
            case Kept kept:
                writer.Byte(KeptKind);
                writer.Text(kept.Address);
                writer.Number(kept.Epoch);
                writer.Number(kept.Change);
                break;
            case Succeed succeed:
                writer.Byte(SucceedKind);
                writer.Id(succeed.Group);
                writer.Number(succeed.Ends.Value);
                writer.Id(succeed.By);
                writer.Proposal(succeed.Value);
                writer.Ranks(succeed.Leaving.AsSpan());
                break;
            case Abandon abandon:
                writer.Byte(AbandonKind);
                writer.Id(abandon.Group);
                writer.Id(abandon.Member);
                break;
            case Forget forget:
                writer.Byte(ForgetKind);
                writer.Id(forget.Group);
                break;
            case Enter enter:
                writer.Byte(EnterKind);
                writer.Text(enter.Name);
                writer.Terms(enter.Terms);
                writer.Id(enter.View.Group);
                writer.Number(enter.View.Number.Value);
                writer.Members(enter.View.Members);
                writer.Id(enter.By);
                break;
            case Register register:
                writer.Byte(RegisterKind);
                writer.Id(register.Process);
                writer.Labels(register.Labels);
                writer.Names(register.Offers);
                break;
            case Ensure ensure:
                writer.Byte(EnsureKind);
                writer.Placement(ensure.Asked);
                break;
            case Assign assign:
                writer.Byte(AssignKind);
                writer.Text(assign.Name);
                writer.Number(assign.Version);
                writer.Assignment(assign.Nodes);
                break;
            case Mark mark:
                writer.Byte(MarkKind);
                writer.Id(mark.Process);
                writer.Number(mark.Number);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>The next command of a message; null where it makes no sense.</summary>
    public static DirectoryCommand? Read(ref FrameReader reader, Limits limits)
    {
        DirectoryCommand? command = reader.Byte() switch
        {
            CreateKind => ReadCreate(ref reader, limits),
            SucceedKind => new Succeed(
                reader.GroupId(),
                reader.View(),
                reader.MemberId(),
                reader.Proposal(limits),
                [.. reader.Ranks()]
            ),
            RecallKind => new Recall(reader.ProcessId(), reader.Number(), reader.Fixed(), reader.Kept(limits)),
            RaiseKind => new Raise(reader.Number()),
            KeptKind => new Kept(reader.Text(), reader.Number(), reader.Number()),
            RecoverKind => ReadRecover(ref reader, limits),
            OfferKind => new Offer(reader.GroupId(), reader.Offer()),
            ChooseKind => new Choose(reader.Choice()),
            AbandonKind => new Abandon(reader.GroupId(), reader.MemberId()),
            ForgetKind => new Forget(reader.GroupId()),
            EnterKind => new Enter(
                reader.Text(),
                reader.Terms(),
                new View(reader.GroupId(), reader.View(), reader.Members(limits)),
                reader.MemberId()
            ),
            RegisterKind => new Register(reader.ProcessId(), reader.Labels(limits), reader.Names(limits.Offers)),
            EnsureKind => ReadEnsure(ref reader, limits),
            AssignKind => new Assign(reader.Text(), reader.Number(), reader.Assignment(limits)),
            MarkKind => new Mark(reader.ProcessId(), reader.Number()),
            _ => null,
        };
        return reader.Failed ? null : command;
    }

    private static Ensure? ReadEnsure(ref FrameReader reader, Limits limits)
    {
        PlacementInfo asked = reader.Placement(limits);
        return asked.Name.Length > 0 && asked.Shards > 0 ? new Ensure(asked) : null;
    }

    private static Recover? ReadRecover(ref FrameReader reader, Limits limits)
    {
        (GroupId lost, GroupId id) = (reader.GroupId(), reader.GroupId());
        ImmutableArray<Member> founders = reader.Members(limits);
        (MemberId of, Continuation from) = (reader.MemberId(), reader.Continuation());
        return founders is [var founder] ? new Recover(lost, id, founder, of, from) : null;
    }

    private static Create? ReadCreate(ref FrameReader reader, Limits limits)
    {
        (string name, GroupTerms terms, GroupId id) = (reader.Text(), reader.Terms(), reader.GroupId());
        ImmutableArray<Member> founders = reader.Members(limits);
        GroupId? replaces = reader.Flag() ? reader.GroupId() : null;
        return founders is [var founder] ? new Create(name, terms, id, founder, replaces) : null;
    }
}
