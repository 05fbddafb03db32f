namespace Cohort.Compare.Writes;

/// <summary>Three nodes that keep the same values. They are gone when it is disposed.</summary>
internal interface IStore : IAsyncDisposable
{
    /// <summary>Makes a client.</summary>
    /// <param name="client">Its number, from 0.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    Task<IWriter> ConnectAsync(int client, CancellationToken cancellationToken);
}
