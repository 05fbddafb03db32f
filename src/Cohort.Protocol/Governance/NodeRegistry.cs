using System.Collections.Immutable;
using Cohort.Protocol.Views;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Governance;

/// <summary>The processes of the cluster: those in the root group's view, with what each says of itself.</summary>
internal sealed class NodeRegistry
{
    private static readonly ImmutableSortedDictionary<string, string> s_noLabels = ImmutableSortedDictionary.Create<
        string,
        string
    >(StringComparer.Ordinal);

    private readonly SortedDictionary<ProcessId, Member> _members = [];
    private readonly SortedDictionary<ProcessId, Words> _words = [];

    /// <summary>What a process says of itself.</summary>
    /// <param name="Labels">Its labels.</param>
    /// <param name="Offers">The placements that it offers to host.</param>
    internal sealed record Words(ImmutableSortedDictionary<string, string> Labels, ImmutableArray<string> Offers);

    /// <summary>The processes, as members of the root group, by address.</summary>
    public IReadOnlyCollection<Member> Members => _members.Values;

    /// <summary>Whether a process belongs to the cluster.</summary>
    public bool Has(ProcessId process) => _members.ContainsKey(process);

    /// <summary>A process as a member of the root group; null where it is none.</summary>
    public Member? Find(ProcessId process) => _members.GetValueOrDefault(process);

    /// <summary>What a process says of itself; nothing where it has not said anything.</summary>
    public ImmutableSortedDictionary<string, string> LabelsOf(ProcessId process) =>
        _words.GetValueOrDefault(process)?.Labels ?? s_noLabels;

    /// <summary>The placements that a process offers to host.</summary>
    public ImmutableArray<string> OffersOf(ProcessId process) => _words.GetValueOrDefault(process)?.Offers ?? [];

    /// <summary>The root group has a new view. What those that are gone have said goes with them. Answers who has come and who
    /// is gone.</summary>
    public IReadOnlyList<ProcessId> Take(View root)
    {
        ProcessId[] gone = [.. _members.Keys.Where(process => root.RankOf(process) < 0)];
        ProcessId[] come = [.. root.Members.Select(member => member.Process).Where(process => !Has(process))];
        _members.Clear();
        foreach (Member member in root.Members)
            _members.Add(member.Process, member);
        foreach (ProcessId mute in _words.Keys.Where(process => !Has(process)).ToArray())
            _words.Remove(mute);
        return [.. gone, .. come];
    }

    /// <summary>A process says something of itself. What one that is gone said comes too late.</summary>
    public void Register(
        ProcessId process,
        ImmutableSortedDictionary<string, string> labels,
        ImmutableArray<string> offers
    )
    {
        if (!Has(process) || (labels.IsEmpty && offers.IsEmpty))
            _words.Remove(process);
        else
            _words[process] = new Words(labels, offers);
    }

    public void Clear()
    {
        _members.Clear();
        _words.Clear();
    }

    /// <summary>Writes what the processes have said: which there are the root's view says.</summary>
    public void Save(FrameWriter writer)
    {
        writer.Number(_words.Count);
        foreach ((ProcessId process, Words words) in _words)
        {
            writer.Id(process);
            writer.Labels(words.Labels);
            writer.Names(words.Offers);
        }
    }

    /// <summary>Reads what was saved, for <see cref="Load"/>.</summary>
    public static IReadOnlyList<KeyValuePair<ProcessId, Words>> Read(ref FrameReader reader, Limits limits)
    {
        int count = reader.Count(limits.Nodes);
        var read = new KeyValuePair<ProcessId, Words>[count];
        for (int i = 0; i < count; i++)
            read[i] = new(reader.ProcessId(), new Words(reader.Labels(limits), reader.Names(limits.Offers)));
        return read;
    }

    /// <summary>Takes what was saved elsewhere, before or after the view of the root in which it was.</summary>
    public void Load(IReadOnlyList<KeyValuePair<ProcessId, Words>> saved)
    {
        _words.Clear();
        foreach ((ProcessId process, Words words) in saved)
            _words[process] = words;
    }
}
