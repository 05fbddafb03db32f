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
    private readonly SortedDictionary<ProcessId, ImmutableSortedDictionary<string, string>> _labels = [];

    /// <summary>The processes, as members of the root group, by address.</summary>
    public IReadOnlyCollection<Member> Members => _members.Values;

    /// <summary>Whether a process belongs to the cluster.</summary>
    public bool Has(ProcessId process) => _members.ContainsKey(process);

    /// <summary>A process as a member of the root group; null where it is none.</summary>
    public Member? Find(ProcessId process) => _members.GetValueOrDefault(process);

    /// <summary>What a process says of itself; nothing where it has not said anything.</summary>
    public ImmutableSortedDictionary<string, string> LabelsOf(ProcessId process) =>
        _labels.GetValueOrDefault(process, s_noLabels);

    /// <summary>The root group has a new view. What those that are gone have said goes with them. Answers who has come and who
    /// is gone.</summary>
    public IReadOnlyList<ProcessId> Take(View root)
    {
        ProcessId[] gone = [.. _members.Keys.Where(process => root.RankOf(process) < 0)];
        ProcessId[] come = [.. root.Members.Select(member => member.Process).Where(process => !Has(process))];
        _members.Clear();
        foreach (Member member in root.Members)
            _members.Add(member.Process, member);
        foreach (ProcessId mute in _labels.Keys.Where(process => !Has(process)).ToArray())
            _labels.Remove(mute);
        return [.. gone, .. come];
    }

    /// <summary>A process says something of itself. What one that is gone said comes too late.</summary>
    public void Register(ProcessId process, ImmutableSortedDictionary<string, string> labels)
    {
        if (!Has(process) || labels.IsEmpty)
            _labels.Remove(process);
        else
            _labels[process] = labels;
    }

    public void Clear()
    {
        _members.Clear();
        _labels.Clear();
    }

    /// <summary>Writes what the processes have said: which there are the root's view says.</summary>
    public void Save(FrameWriter writer)
    {
        writer.Number(_labels.Count);
        foreach ((ProcessId process, ImmutableSortedDictionary<string, string> labels) in _labels)
        {
            writer.Id(process);
            writer.Labels(labels);
        }
    }

    /// <summary>Reads what was saved, for <see cref="Load"/>.</summary>
    public static IReadOnlyList<KeyValuePair<ProcessId, ImmutableSortedDictionary<string, string>>> Read(
        ref FrameReader reader,
        Limits limits
    )
    {
        int count = reader.Count(limits.Nodes);
        var read = new KeyValuePair<ProcessId, ImmutableSortedDictionary<string, string>>[count];
        for (int i = 0; i < count; i++)
            read[i] = new(reader.ProcessId(), reader.Labels(limits));
        return read;
    }

    /// <summary>Takes what was saved elsewhere, before or after the view of the root in which it was.</summary>
    public void Load(IReadOnlyList<KeyValuePair<ProcessId, ImmutableSortedDictionary<string, string>>> saved)
    {
        _labels.Clear();
        foreach ((ProcessId process, ImmutableSortedDictionary<string, string> labels) in saved)
            _labels[process] = labels;
    }
}
