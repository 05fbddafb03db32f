namespace Cohort;

/// <summary>
/// A partial class of which each member of a group holds a replica, and which anybody uses as if there were one. Its private fields
/// are its state; they are saved and loaded where a member joins, so that their types have to be such as
/// <see cref="Serialization.PackedAttribute"/> knows. It has a constructor without parameters. Its methods are
/// <see cref="UpdateAttribute">updates</see> and <see cref="ReadAttribute">reads</see>.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ReplicatedAttribute : Attribute
{
    /// <summary>What the replicas have to have in common; default: the full name of the class. Keep it where the class is renamed.</summary>
    public string? Name { get; set; }
}

/// <summary>
/// A method that may change the object: it is called once at every replica, in the same order at all, also where its caller was put
/// out of the group and had to send it again. It must be deterministic: what it knows are its arguments, the object, and an
/// <see cref="UpdateContext"/>, where it has a parameter of that type. What it throws is its answer.
/// </summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class UpdateAttribute : Attribute;

/// <summary>A method that changes nothing: it is called at one replica, where that is as new as the caller asks for.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class ReadAttribute : Attribute;
