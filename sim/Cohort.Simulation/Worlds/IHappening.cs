namespace Cohort.Simulation.Worlds;

/// <summary>Something to which a scheduled moment comes. Long-lived things implement it, so that scheduling allocates nothing.</summary>
internal interface IHappening
{
    /// <summary>The moment has come. The tag is the one given when it was scheduled.</summary>
    void Happen(long tag);
}

/// <summary>A rare event, for which writing a type would say no more than the action does.</summary>
internal sealed class Happening(Action action) : IHappening
{
    public void Happen(long tag) => action();
}
