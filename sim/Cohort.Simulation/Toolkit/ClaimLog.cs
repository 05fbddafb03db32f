using Cohort.Simulation.Histories;
using Cohort.Simulation.Worlds;
using Cohort.Toolkit.Claims;

namespace Cohort.Simulation.Toolkit;

/// <summary>Writes down what a replica makes of claims.</summary>
internal sealed class ClaimLog(World world, ToolMember member, string group)
{
    /// <summary>An object has raised something; if it is of a claim, it is written down.</summary>
    public void Happened(object happened, ulong position)
    {
        switch (happened)
        {
            case ClaimQueued queued:
                Record(queued.Claim, ClaimChange.Queued, 0, position);
                break;
            case ClaimGranted granted:
                Record(granted.Claim, ClaimChange.Granted, granted.Number, position);
                break;
            case ClaimEnded ended:
                bool expired = ended.Why == ClaimEnd.LeaseOver;
                Record(ended.Claim, expired ? ClaimChange.Expired : ClaimChange.Ended, 0, position);
                break;
        }
    }

    /// <summary>Writes down one change.</summary>
    public void Record(ulong claim, ClaimChange change, ulong number, ulong position) =>
        world.Chronicle.Record(
            new ClaimChanged(
                world.Timeline.Now,
                member.Process.Id,
                group,
                member.Formation,
                claim,
                change,
                number,
                position
            )
        );
}
