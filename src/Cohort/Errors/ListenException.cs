namespace Cohort;

/// <summary>A node could not listen on the address that it was told to use.</summary>
public sealed class ListenException : CohortException
{
    internal ListenException(string address, string message, Exception? cause)
        : base(message, cause) => Address = address;

    /// <summary>The address.</summary>
    public string Address { get; }
}
