using Cohort.Protocol;

namespace Cohort.Runtime.Directories;

/// <summary>Decides from which log a lost group goes on, and waits until the directory says so.</summary>
/// <param name="directory">What is known of the cluster.</param>
/// <param name="post">Leaves an input for the machine; false where it has stopped.</param>
internal sealed class LogChoosing(DirectoryMirror directory, Func<Input, bool> post)
{
    /// <summary>Decides that a group has nothing to go on from.</summary>
    public async Task GiveUpAsync(GroupInfo shown, CancellationToken cancellationToken)
    {
        await directory.RefreshAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            CheckLost(shown);
            post(Input.ChooseLog(LogChoice.Nothing(shown.Id, shown.View.Number)));
            await directory.RefreshAsync(cancellationToken).ConfigureAwait(false);
            if (directory.Find(shown.Name)?.Id != shown.Id)
                return;
        }
    }

    /// <summary>Decides.</summary>
    public async Task<GroupInfo> ChooseAsync(GroupInfo shown, LogOffer from, CancellationToken cancellationToken)
    {
        await directory.RefreshAsync(cancellationToken).ConfigureAwait(false);
        Check(shown, from);
        while (true)
        {
            // Whoever reads the directory after it has asked knows what became of it. It may be lost where the node that was asked is.
            post(Input.ChooseLog(new LogChoice(shown.Id, shown.View.Number, from.Address, from.Formation, from.View)));
            await directory.RefreshAsync(cancellationToken).ConfigureAwait(false);
            GroupInfo? known = directory.Find(shown.Name);
            if (known is not null && (known.GoesOnFrom == from.Address || known.Id != shown.Id))
                return known;
            Check(shown, from);
        }
    }

    private void Check(GroupInfo shown, LogOffer from)
    {
        if (!CheckLost(shown).Offers.Any(offer => IsSame(offer, from)))
            throw Refused(
                shown.Name,
                $"no node at {from.Address} waits for group '{shown.Name}' with a log up to {from.View}. Start it, have it join the group, and "
                    + "look again"
            );
    }

    private GroupInfo CheckLost(GroupInfo shown)
    {
        string name = shown.Name;
        if (directory.Find(name) is not { } known)
            throw Refused(name, $"the cluster has no group '{name}'. Check the name with 'cohort groups'");
        if (!known.KeepsLog)
            throw Refused(
                name,
                $"group '{name}' keeps no log, so there is none to go on from. Where its state is lost, join it with "
                    + nameof(GroupOptions.RecreateLost)
            );
        if (!known.IsLost)
        {
            string holders = string.Join(
                ", ",
                known.View.Members.Where(member => member.HoldsState).Select(member => member.Name)
            );
            throw Refused(name, $"group '{name}' is not lost: its view is {known.View}, and {holders} hold its state");
        }
        if (known.Id != shown.Id || known.View.Number != shown.View.Number)
            throw Refused(name, $"group '{name}' has changed since it was looked at: look again");
        return known;
    }

    private static bool IsSame(LogOffer known, LogOffer from) =>
        known.Address == from.Address && known.Formation == from.Formation && known.View == from.View;

    private static RecoveryRefusedException Refused(string group, string why) =>
        new(group, $"Nothing was decided: {why}.");
}
