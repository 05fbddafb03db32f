using Cohort.Protocol;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Workloads;

namespace Cohort.Simulation.Applications;

/// <summary>What the application hears of the membership itself.</summary>
internal sealed partial class Membership
{
    private void HearStatus(in Output output)
    {
        GroupStatus status = output.Status;
        // For whom sends wait is no change of what the membership does: it is at work.
        if (status != GroupStatus.Active || _heard != GroupStatus.Active)
            _world.Chronicle.Record(
                new StatusChanged(Now, Process.Id, Plan.Name, status, output.Detail as string ?? "") { Told = _toldAt }
            );
        _heard = status;
        if (status == GroupStatus.Expelled)
        {
            _expulsions++;
            _requests.GiveUp(all: false);
        }
        if (_opened || status != GroupStatus.Active)
            return;
        _opened = true;
        foreach (IClient client in _clients)
            client.Open();
    }

    private void HearEnd(in Output output)
    {
        _world.Chronicle.Record(
            new MembershipEnded(Now, Process.Id, Plan.Name, output.Status, output.Detail as string ?? "")
            {
                Told = _toldAt,
            }
        );
        _requests.GiveUp(all: true);
        IsFinished = true;
        Process.Place.MembershipEnded(this);
    }
}
