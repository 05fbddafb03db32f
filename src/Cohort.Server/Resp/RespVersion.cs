namespace Cohort.Server.Resp;

/// <summary>In which form a connection wants its replies: what HELLO has agreed on.</summary>
internal enum RespVersion : byte
{
    /// <summary>What every client speaks from the beginning.</summary>
    Two = 2,

    /// <summary>With maps, sets, numbers, nulls and pushes of their own.</summary>
    Three = 3,
}
