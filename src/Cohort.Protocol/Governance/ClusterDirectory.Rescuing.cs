using System.Collections.Immutable;

namespace Cohort.Protocol.Governance;

/// <summary>What becomes of a group that keeps a log when those that had all of it are gone for good: somebody has to decide.</summary>
internal sealed partial class ClusterDirectory
{
    /// <summary>The logs that nodes have which wait for a lost group.</summary>
    public LogOffers Offers { get; } = new();

    /// <summary>What a person has to know, everywhere: what was decided, or that nothing can be.</summary>
    public Queue<string> Notices { get; } = new();

    /// <summary>A node that waits says what its log has.</summary>
    private void Offer(DirectoryCommand.Offer offer)
    {
        if (
            Find(offer.Lost) is { Terms.Durable: true } entry
            && IsLost(entry)
            && Has(offer.Log.Process)
            && Offers.Add(entry.Name, offer.Log)
        )
            News.Add(entry.Name);
    }

    /// <summary>An operator decides from which log a lost group goes on: one that is there, as that operator was shown it, and while
    /// nobody is there who held the state. Or that there is nothing to go on from: then it is forgotten.</summary>
    private void Choose(LogChoice choice)
    {
        if (
            Find(choice.Lost) is not { Terms.Durable: true } entry
            || !IsLost(entry)
            || entry.View.Number != choice.Last
            || entry.Chosen == choice
            || !(choice.IsNothing || IsOffered(entry, choice))
        )
            return;
        Notices.Enqueue(choice.IsNothing ? NoticeOfEnd(entry) : Notice(entry, choice));
        if (choice.IsNothing)
            Remove(entry, null);
        else
            Put(entry with { Chosen = choice }, entry.View);
    }

    private bool IsOffered(DirectoryEntry entry, LogChoice choice) =>
        Offers
            .Of(entry.Name)
            .Any(offer =>
                offer.Process.Address == choice.Address
                && offer.Formation == choice.Formation
                && offer.View == choice.View
            );

    private static string NoticeOfEnd(DirectoryEntry entry) =>
        $"an operator has decided that nothing is left of group '{entry.Name}', whose last view was {entry.View}. What it had is lost: whoever "
        + "joins it next creates it anew, and empty";

    private string Notice(DirectoryEntry entry, LogChoice choice)
    {
        string name =
            Nodes.Members.FirstOrDefault(node => node.Process.Address == choice.Address)?.Name ?? choice.Address;
        string end =
            choice.Formation == entry.Id
                ? $"ends in {choice.View}, and the group's last view was {entry.View}"
                : $"ends in {choice.View} of formation {choice.Formation}, and the group's last view was {entry.View} of "
                    + $"formation {entry.Id}, which began after that";
        return $"an operator has decided that group '{entry.Name}' goes on from the log of {name} ({choice.Address}). It {end}: "
            + "what was delivered after the end of that log may be lost. Those that had it join as new members";
    }

    /// <summary>Whether an operator has chosen the log from which a group is to be gone on from.</summary>
    private static bool IsChosen(DirectoryEntry entry, DirectoryCommand.Recover recover) =>
        entry.Chosen is { } chosen
        && chosen.Address == recover.Founder.Process.Address
        && chosen.Formation == recover.From.Group
        && chosen.View == recover.From.View;

    /// <summary>Processes have come or are gone. Of a group that is not lost any more nothing was decided: whoever did knew nothing of what
    /// its members do from now on.</summary>
    private void LookAtLost()
    {
        foreach (string group in Offers.Keep(Has))
            News.Add(group);
        foreach (DirectoryEntry entry in _byName.Values.Where(entry => entry.Terms.Durable && !IsLost(entry)).ToArray())
        {
            Offers.Remove(entry.Name);
            if (entry.Chosen is not null)
                Put(entry with { Chosen = null }, entry.View);
        }
    }

    private ImmutableArray<LogOffer> DescribeOffers(DirectoryEntry entry) =>
        !IsLost(entry)
            ? []
            :
            [
                .. Offers
                    .Of(entry.Name)
                    .Where(offer => Has(offer.Process))
                    .Select(offer => new LogOffer
                    {
                        Name = Nodes.Find(offer.Process)!.Name,
                        Process = offer.Process,
                        Formation = offer.Formation,
                        View = offer.View,
                        Received = offer.Received,
                    }),
            ];
}
