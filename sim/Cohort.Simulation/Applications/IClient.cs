namespace Cohort.Simulation.Applications;

/// <summary>A part of the application that sends to a group and hears what becomes of what it sent.</summary>
internal interface IClient
{
    /// <summary>The membership is active for the first time.</summary>
    void Open();

    /// <summary>A message that this client sent was taken into the stream.</summary>
    void Accepted(ulong payload);

    /// <summary>A request failed, or nobody will ever tell what became of it.</summary>
    void Rejected(ulong request);

    /// <summary>A message that this client sent was delivered here, and applied with this result.</summary>
    void Delivered(ulong payload, long? result);

    /// <summary>A flush that this client asked for is complete.</summary>
    void Flushed(ulong request);
}
