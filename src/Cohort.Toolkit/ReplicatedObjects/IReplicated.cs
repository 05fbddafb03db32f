using System.ComponentModel;
using Cohort.Serialization;

namespace Cohort;

/// <summary>
/// A class of which each member of a group holds a replica. Nobody writes this by hand: <see cref="ReplicatedAttribute"/> has it
/// generated.
/// </summary>
/// <typeparam name="TSelf">The class.</typeparam>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public interface IReplicated<TSelf>
    where TSelf : class, IReplicated<TSelf>
{
    /// <summary>What the replicas have to have in common: the name of the class, or the one that its attribute gives.</summary>
    static abstract string Contract { get; }

    /// <summary>Makes one as it is when a group begins.</summary>
    static abstract TSelf Create();

    /// <summary>Makes an update: reads its arguments, calls <see cref="UpdateContext.Begin"/>, and writes the result.</summary>
    /// <returns>False where the class has no such update.</returns>
    bool Update(uint method, ref PackReader arguments, ref PackWriter result, UpdateContext context);

    /// <summary>Reads for a client: reads the arguments, calls <see cref="UpdateContext.Begin"/>, and writes the result.</summary>
    /// <returns>False where the class has no such read.</returns>
    bool Read(uint method, ref PackReader arguments, ref PackWriter result, UpdateContext context);

    /// <summary>Writes the whole state: equal states give equal bytes.</summary>
    void Save(ref PackWriter writer);

    /// <summary>Takes the state of another replica, into a new object.</summary>
    void Load(ref PackReader reader);
}

/// <summary>A <see cref="ReplicatedAttribute">replicated</see> class that has to know who is there: it is called for every view,
/// at the same place among the updates at every replica. The first view after a replica has got its state may have been
/// seen by that state already, so that seeing one twice must do no harm.</summary>
public interface IViewAware
{
    /// <summary>A view is installed.</summary>
    void OnView(View view, UpdateContext context);
}
