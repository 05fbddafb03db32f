using Cohort.Generators.Serialization;
using Cohort.Generators.Source;
using Microsoft.CodeAnalysis;

namespace Cohort.Generators.ReplicatedObjects;

/// <summary>Finds the state of a replicated class: its fields, and its properties that are fields.</summary>
internal sealed class StateReader(INamedTypeSymbol type, List<Note> notes)
{
    private const string FieldAttribute = "Cohort.Serialization.FieldAttribute";

    public List<StateField> Read()
    {
        var state = new List<StateField>();
        var names = new Dictionary<int, string>();
        RefuseEvents();
        foreach (IFieldSymbol field in type.GetMembers().OfType<IFieldSymbol>())
        {
            if (field.IsStatic || field.IsConst)
                continue;
            ISymbol named = field.AssociatedSymbol ?? field;
            if (MemberReader.IsLeftOut(named) || Field(field, named) is not { } read)
                continue;
            if (names.TryGetValue(read.Field.Number, out string? other))
                Refuse(named, $"it has the number of '{other}'; give one of them another with [Field]");
            else
                names.Add(read.Field.Number, named.Name);
            state.Add(read);
        }
        return state;
    }

    private StateField? Field(IFieldSymbol field, ISymbol named)
    {
        if (named is IPropertySymbol { SetMethod: null })
        {
            Refuse(named, "it has no setter; add a private one, or leave it out with [NotPacked]");
            return null;
        }
        if (named is IPropertySymbol { SetMethod.IsInitOnly: true })
        {
            Refuse(
                named,
                "it can be set only while it is made; give it a private setter, or leave it out with [NotPacked]"
            );
            return null;
        }
        if (Shapes.Find(field.Type, out string? problem) is not { } shape)
        {
            Refuse(named, problem!);
            return null;
        }
        return new StateField(new RecordField(Number(named), named.Name, shape), FillingOf(field));
    }

    // Who has subscribed at one replica has not at another. (The field of an event is not among the members.)
    private void RefuseEvents()
    {
        foreach (IEventSymbol happening in type.GetMembers().OfType<IEventSymbol>())
            if (
                !happening.IsStatic
                && happening.AddMethod?.IsImplicitlyDeclared == true
                && !MemberReader.IsLeftOut(happening)
            )
                Refuse(
                    happening,
                    "it is an event; raise what has happened with UpdateContext.Raise, and leave the event out"
                );
    }

    // A name says more than a place: fields may be moved, and come and go. A field that is renamed keeps its number by attribute.
    private static int Number(ISymbol named) =>
        named.Attribute(FieldAttribute)?.ConstructorArguments.FirstOrDefault().Value as int?
        ?? (int)(PackedTypeEmitter.Hash(named.Name) % RecordField.Largest) + 1;

    // What has a comparer keeps it.
    private static Filling FillingOf(IFieldSymbol field) =>
        Names.Metadata(field.Type) switch
        {
            "System.Collections.Generic.Dictionary`2" or "System.Collections.Generic.SortedDictionary`2" =>
                Filling.Dictionary,
            "System.Collections.Generic.HashSet`1" or "System.Collections.Generic.SortedSet`1" => Filling.Set,
            _ => field.IsReadOnly ? Filling.Readonly : Filling.Assigned,
        };

    private void Refuse(ISymbol named, string why) =>
        notes.Add(Note.At(named, ObjectProblems.NotThisField, $"{type.Name}.{named.Name}", why));
}
