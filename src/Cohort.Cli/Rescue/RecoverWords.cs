using System.Globalization;

namespace Cohort.Cli.Rescue;

/// <summary>A lost group, in words.</summary>
internal static class RecoverWords
{
    /// <summary>What is known of it: a line for each thing.</summary>
    public static IEnumerable<string> Of(GroupInfo group)
    {
        yield return $"group      {group.Name}, formation {group.Id}";
        yield return $"last view  {group.View}";
        foreach (Member member in group.View.Members.Where(member => member.HoldsState))
            yield return $"missing    {member.Name} ({member.Process.Address}), which has all of it on its disk";
        foreach (LogOffer offer in group.Offers)
            yield return $"log        {Of(group, offer)}";
        if (group.Offers.IsEmpty)
            yield return "log        none: no node waits for the group with a log of it";
        if (group.GoesOnFrom is { } chosen)
            yield return $"decided    it goes on from the log of {chosen}, when that node has joined the group";
    }

    /// <summary>A log that there is.</summary>
    public static string Of(GroupInfo group, LogOffer offer)
    {
        string formation =
            offer.Formation == group.Id
                ? ""
                : $" of formation {offer.Formation}, which was gone on from without this node";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{offer.Name} ({offer.Address}): up to {offer.View}{formation}, {offer.Received} items of that view"
        );
    }

    /// <summary>What is lost where it goes on from none.</summary>
    public static string LossOfAll(GroupInfo group)
    {
        string logs = group.Offers.IsEmpty
            ? ""
            : " The logs that there are count no more, though one of them could be gone on from with --from.";
        return $"All that was ever delivered in the group is lost for ever, Durable or not, though others may have acted on it.{logs} Restore a "
            + "backup with 'cohort restore' first where there is one.";
    }

    /// <summary>What may be lost where it goes on from a log.</summary>
    public static string Loss(GroupInfo group, LogOffer offer)
    {
        string since =
            offer.Formation != group.Id
                ? $"since {offer.View} of formation {offer.Formation}, in that formation and those that followed"
            : offer.View == group.View.Number ? $"in {offer.View} after the end of that log"
            : $"since {offer.View}, up to the last view {group.View.Number}";
        string also = group.Offers.Length > 1 ? " The other logs count no more." : "";
        return $"What was delivered {since}, may be lost for ever, Durable or not, though others may have acted on it.{also} The members "
            + "that are missing join as new ones when they come back, and what they alone had is not asked for.";
    }
}
