using Cohort.Toolkit.Claims;

namespace Cohort.Simulation.Toolkit;

/// <summary>Whose claims they are.</summary>
internal interface IClaimClient
{
    void Granted(SimulatedClaim claim, ulong number);

    /// <summary>It was lost with a membership in which it waited.</summary>
    void AskAgain(SimulatedClaim claim);

    void Lost(SimulatedClaim claim, ClaimEnd why);

    /// <summary>The membership is over, whether it waited or was held.</summary>
    void Over(SimulatedClaim claim);
}

/// <summary>A claim of a client in the simulator.</summary>
internal sealed class SimulatedClaim(ulong id, IClaimClient client, string name) : Claim(id)
{
    /// <summary>The lock or election.</summary>
    public string Name => name;

    public override void Granted(ulong number) => client.Granted(this, number);

    public override void AskAgain() => client.AskAgain(this);

    public override void Ended(ClaimEnd why) => client.Lost(this, why);

    public override void Over() => client.Over(this);
}
