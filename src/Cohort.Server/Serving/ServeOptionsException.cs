namespace Cohort.Server.Serving;

/// <summary>Settings of a server are wrong: the message has all of them, one in each line.</summary>
internal sealed class ServeOptionsException(IReadOnlyList<string> problems) : Exception(string.Join('\n', problems))
{
    /// <summary>What is wrong.</summary>
    public IReadOnlyList<string> Problems => problems;
}
