namespace Cohort.Toolkit.Claims;

/// <summary>How far a claim had come when whoever waited for it stopped waiting.</summary>
internal enum ClaimFate
{
    /// <summary>The object has none, and gets none.</summary>
    Unasked,

    /// <summary>It was under way to the object, which may have taken it or not, and may have granted it.</summary>
    UnderWay,

    /// <summary>The object has taken it, and has not granted it, as far as is known here.</summary>
    Waiting,
}
