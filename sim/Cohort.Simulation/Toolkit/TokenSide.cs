using Cohort.Simulation.Histories;
using Cohort.Simulation.Worlds;
using Cohort.Toolkit.Claims;
using Cohort.Toolkit.ReplicatedObjects;
using Cohort.Toolkit.Tokens;

namespace Cohort.Simulation.Toolkit;

/// <summary>The token of the toolkit at one member, for one membership.</summary>
internal sealed class TokenSide
{
    private readonly World _world;
    private readonly ToolMember _member;
    private readonly string _group;
    private ulong _seen;

    public TokenSide(World world, ToolMember member, string group, int index)
    {
        (_world, _member, _group) = (world, member, group);
        Slot.Happened += new ClaimLog(world, member, group).Happened;
        Desk = new ClaimDesk(Slot, () => member.Process.Id, 0);
        Token = new SimulatedObject<TokenState>(member, Slot.Name, index);
    }

    public ObjectSlot<TokenState> Slot { get; } = new("token");

    /// <summary>What this process has asked of it.</summary>
    public ClaimDesk Desk { get; }

    public SimulatedObject<TokenState> Token { get; }

    /// <summary>An update may have moved it.</summary>
    public void Look()
    {
        if (Slot.Object.Number != _seen)
            SeeView();
    }

    /// <summary>A view is installed, and has moved it where its holder is gone.</summary>
    public void SeeView()
    {
        if (Slot.Object.Holder is not { } holder)
            return;
        _seen = Slot.Object.Number;
        _world.Chronicle.Record(
            new TokenPlaced(
                _world.Timeline.Now,
                _member.Process.Id,
                _group,
                _member.Formation,
                holder.Member.Id,
                Slot.Object.Number
            )
        );
    }
}
