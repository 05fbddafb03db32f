using Cohort.Toolkit.ReplicatedObjects;

namespace Cohort;

/// <summary>
/// A replicated object as whoever uses it holds it: a replica here (<see cref="Replica{T}"/>), or those of the members of a group
/// that this process is no member of. The updates and reads of the class are methods of it, generated with the class.
/// </summary>
/// <typeparam name="T">The class.</typeparam>
public abstract class ObjectHandle<T>
    where T : class, IReplicated<T>
{
    private protected ObjectHandle(string group, string name) => (GroupName, Name) = (group, name);

    /// <summary>The name of the group.</summary>
    public string GroupName { get; }

    /// <summary>The object's name in the group.</summary>
    public string Name { get; }

    /// <summary>For generated code: begins an update.</summary>
    /// <param name="method">Which.</param>
    /// <param name="read">Reads its result.</param>
    public abstract UpdateCall<TResult> NewUpdate<TResult>(uint method, ResultReader<TResult> read);

    /// <summary>For generated code: makes the update.</summary>
    public abstract ValueTask<TResult> UpdateAsync<TResult>(
        UpdateCall<TResult> update,
        CancellationToken cancellationToken
    );
}
