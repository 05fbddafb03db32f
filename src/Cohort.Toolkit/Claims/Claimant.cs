using Cohort.Serialization;

namespace Cohort.Toolkit.Claims;

/// <summary>A member that has claimed something, as the objects of the group remember it.</summary>
/// <param name="Address">Of its process.</param>
/// <param name="Incarnation">Of its process.</param>
/// <param name="Join">The view that its membership began with.</param>
/// <param name="Name">The name of its node.</param>
[Packed]
internal sealed partial record Claimant(string Address, ulong Incarnation, ulong Join, string Name)
{
    /// <summary>The process.</summary>
    public ProcessId Process => new(Address, Incarnation);

    /// <summary>The membership.</summary>
    public MemberId Id => new(Process, Join);

    /// <summary>Whoever makes the update.</summary>
    /// <exception cref="InvalidOperationException">It is a client: when one is gone no view says so, and nobody would
    /// take back what it claims.</exception>
    public static Claimant Of(UpdateContext context) =>
        context.Caller is { } caller
            ? Of(caller)
            : throw new InvalidOperationException(
                "only members of the group can hold and wait: of a client no view says that it is gone. Do it in a member"
            );

    /// <summary>A member.</summary>
    public static Claimant Of(Member member) =>
        new(member.Process.Address, member.Process.Incarnation, member.Id.Join, member.Name);

    /// <summary>Whether it is still a member.</summary>
    public bool IsIn(View view) => view.RankOf(Id) >= 0;

    public override string ToString() => Name;
}
