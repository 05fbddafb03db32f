using System.Collections.Immutable;
using Cohort.Protocol.Views;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Governance;

/// <summary>How what groups agree on, and what processes say of themselves, looks in a message.</summary>
internal static class DirectoryFormat
{
    public static void Terms(this FrameWriter writer, GroupTerms terms)
    {
        writer.Flag(terms.HasState);
        writer.Text(terms.Contract);
        writer.Flag(terms.SelfGoverned);
        writer.Flag(terms.TakesCalls);
        writer.Number(terms.MostMembers);
        writer.Flag(terms.ForgottenWhenLost);
        writer.Flag(terms.Durable);
    }

    public static GroupTerms Terms(this ref FrameReader reader) =>
        new(
            reader.Flag(),
            reader.Text(),
            reader.Flag(),
            reader.Flag(),
            reader.Below(int.MaxValue),
            reader.Flag(),
            reader.Flag()
        );

    public static void Continuation(this FrameWriter writer, Continuation from)
    {
        writer.Id(from.Group);
        writer.Number(from.View.Value);
        writer.Numbers(from.Cut.AsSpan());
    }

    public static Continuation Continuation(this ref FrameReader reader) =>
        new(reader.GroupId(), reader.View(), [.. reader.Numbers()]);

    public static void Choice(this FrameWriter writer, LogChoice choice)
    {
        writer.Id(choice.Lost);
        writer.Number(choice.Last.Value);
        writer.Text(choice.Address);
        writer.Id(choice.Formation);
        writer.Number(choice.View.Value);
    }

    public static LogChoice Choice(this ref FrameReader reader) =>
        new(reader.GroupId(), reader.View(), reader.Text(), reader.GroupId(), reader.View());

    public static void Offer(this FrameWriter writer, OfferedLog offer)
    {
        writer.Id(offer.Process);
        writer.Id(offer.Formation);
        writer.Number(offer.View.Value);
        writer.Number(offer.Received);
    }

    public static OfferedLog Offer(this ref FrameReader reader) =>
        new(reader.ProcessId(), reader.GroupId(), reader.View(), reader.Number());

    public static void Names(this FrameWriter writer, ImmutableArray<string> names)
    {
        writer.Number(names.Length);
        foreach (string name in names)
            writer.Text(name);
    }

    public static ImmutableArray<string> Names(this ref FrameReader reader, int most)
    {
        var names = new string[reader.Count(most)];
        for (int at = 0; at < names.Length; at++)
            names[at] = reader.Text();
        return [.. names];
    }

    public static void Labels(this FrameWriter writer, ImmutableSortedDictionary<string, string> labels)
    {
        writer.Number(labels.Count);
        foreach ((string label, string value) in labels)
        {
            writer.Text(label);
            writer.Text(value);
        }
    }

    public static ImmutableSortedDictionary<string, string> Labels(this ref FrameReader reader, Limits limits)
    {
        int count = reader.Count(limits.Labels);
        var labels = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        for (int i = 0; i < count; i++)
            labels[reader.Text()] = reader.Text();
        return labels.ToImmutable();
    }

    public static void Entry(this FrameWriter writer, DirectoryEntry entry)
    {
        writer.Text(entry.Name);
        writer.Terms(entry.Terms);
        writer.Id(entry.Id);
        writer.Number(entry.View.Number.Value);
        writer.Members(entry.View.Members);
        writer.Flag(entry.Decided is not null);
        if (entry.Decided is not null)
            writer.Proposal(entry.Decided);
        writer.Number(entry.Over.Length);
        foreach (MemberId member in entry.Over)
            writer.Id(member);
        writer.Flag(entry.Continues is not null);
        if (entry.Continues is not null)
            writer.Continuation(entry.Continues);
        writer.Flag(entry.Chosen is not null);
        if (entry.Chosen is not null)
            writer.Choice(entry.Chosen);
    }

    public static DirectoryEntry Entry(this ref FrameReader reader, Limits limits)
    {
        (string name, GroupTerms terms) = (reader.Text(), reader.Terms());
        var view = new View(reader.GroupId(), reader.View(), reader.Members(limits));
        Proposal? decided = reader.Flag() ? reader.Proposal(limits) : null;
        var over = new MemberId[reader.Count(limits.Members)];
        for (int at = 0; at < over.Length; at++)
            over[at] = reader.MemberId();
        Continuation? continues = reader.Flag() ? reader.Continuation() : null;
        LogChoice? chosen = reader.Flag() ? reader.Choice() : null;
        return new DirectoryEntry(name, terms, view, decided, [.. over], continues, chosen);
    }

    public static void Kept(this FrameWriter writer, ImmutableArray<KeptEntry> entries)
    {
        writer.Number(entries.Length);
        foreach (KeptEntry kept in entries)
        {
            writer.Text(kept.Name);
            writer.Number(kept.Change);
            writer.Flag(kept.Entry is not null);
            if (kept.Entry is not null)
                writer.Entry(kept.Entry);
        }
    }

    public static ImmutableArray<KeptEntry> Kept(this ref FrameReader reader, Limits limits)
    {
        int count = reader.Count(int.MaxValue);
        var entries = new List<KeptEntry>();
        for (int left = count; left > 0 && !reader.Failed; left--)
            entries.Add(new KeptEntry(reader.Text(), reader.Number(), reader.Flag() ? reader.Entry(limits) : null));
        return [.. entries];
    }
}
