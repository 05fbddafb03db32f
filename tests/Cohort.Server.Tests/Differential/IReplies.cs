namespace Cohort.Server.Tests.Differential;

/// <summary>Somebody who executes commands: a server, or what is inside of one.</summary>
internal interface IReplies
{
    /// <summary>Begins anew, with nothing stored, and with replies in a version of RESP.</summary>
    void Begin(int version);

    /// <summary>Executes commands one after the other; each byte of them is a character.</summary>
    /// <returns>A reply for each.</returns>
    IReadOnlyList<Reply> Execute(IReadOnlyList<string[]> commands);
}
