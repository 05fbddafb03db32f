namespace Cohort.Benchmarks.Calls;

/// <summary>Says what it is told.</summary>
[GroupContract]
public interface IEcho
{
    int Say(int what);
}

internal sealed class Echo : IEcho
{
    public int Say(int what) => what;
}
