namespace Cohort;

/// <summary>In which order a message is delivered. Each order includes the one before it.</summary>
public enum Order : byte
{
    /// <summary>After every earlier message of the same sender (ISIS: FBCAST).</summary>
    Fifo = 0,

    /// <summary>And after everything that its sender had delivered when it sent it (ISIS: CBCAST; Birman, Schiper,
    /// Stephenson, TOCS 1991, section 5).</summary>
    Causal = 1,

    /// <summary>And in the same place relative to every other <see cref="Total"/> message, at every member (ISIS:
    /// ABCAST).</summary>
    Total = 2,
}

/// <summary>When a message may be delivered, as far as its order allows it.</summary>
public enum Delivery : byte
{
    /// <summary>As soon as order allows. If a member that stays in the group delivers it, all that stay do.</summary>
    Received = 0,

    /// <summary>Only when every member of the view has received it: uniform, also called safe. No member, dead or
    /// expelled, has ever delivered it alone (property U1).</summary>
    Stable = 1,

    /// <summary>Only when every member of the view has it on its disk: it survives the failure of all members at once (property
    /// U2). Only in groups that keep a log.</summary>
    Durable = 2,
}
