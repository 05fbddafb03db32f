using Cohort.Generators.Serialization;
using Cohort.Generators.Source;
using Microsoft.CodeAnalysis;

namespace Cohort.Generators.ReplicatedObjects;

/// <summary>Finds the updates and reads of a replicated class.</summary>
internal sealed class MethodReader(INamedTypeSymbol type, List<Note> notes)
{
    private const string UpdateAttribute = "Cohort.UpdateAttribute";
    private const string ReadAttribute = "Cohort.ReadAttribute";
    private const string Context = "Cohort.UpdateContext";

    public List<ObjectMethod> Read()
    {
        var methods = new List<ObjectMethod>();
        foreach (IMethodSymbol method in type.GetMembers().OfType<IMethodSymbol>())
        {
            bool isUpdate = method.Attribute(UpdateAttribute) is not null;
            bool isRead = method.Attribute(ReadAttribute) is not null;
            if (!isUpdate && !isRead)
                continue;
            if (isUpdate && isRead)
                Refuse(method, isUpdate, "it has [Read] too; a read changes nothing");
            else if (Method(method, isUpdate) is { } read)
                methods.Add(read);
        }
        foreach (IGrouping<uint, ObjectMethod> same in methods.GroupBy(method => method.Number))
            if (same.Count() > 1)
                Refuse(
                    type.GetMembers(same.Last().Name).OfType<IMethodSymbol>().Last(),
                    same.Last().IsUpdate,
                    "another method has its name, or one that looks the same to the group; give it another"
                );
        return methods;
    }

    private ObjectMethod? Method(IMethodSymbol method, bool isUpdate)
    {
        if (Why(method, isUpdate) is { } why)
        {
            Refuse(method, isUpdate, why);
            return null;
        }
        var parameters = new List<RecordField>();
        var given = new List<IParameterSymbol>();
        int contextAt = -1;
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            if (Names.Metadata(parameter.Type) == Context)
                contextAt = parameter.Ordinal;
            else if (ParameterShape(method, isUpdate, parameter) is { } shape)
            {
                parameters.Add(new RecordField(parameters.Count + 1, parameter.Name, shape));
                given.Add(parameter);
            }
            else
                return null;
        }
        Shape? result = null;
        if (!method.ReturnsVoid)
        {
            result = ShapeOf(method, isUpdate, method.ReturnType, "what it returns");
            if (result is null)
                return null;
        }
        bool isPublic =
            type.DeclaredAccessibility == Accessibility.Public
            && method.DeclaredAccessibility == Accessibility.Public
            && method.Parameters.All(parameter => Visibility.IsPublic(parameter.Type))
            && Visibility.IsPublic(method.ReturnType);
        return new ObjectMethod(
            method.Name,
            isUpdate,
            new([.. parameters]),
            Omission.Of(given),
            contextAt,
            result,
            new([.. Documentation.Of(method)]),
            isPublic
        );
    }

    private static string? Why(IMethodSymbol method, bool isUpdate)
    {
        if (method.IsStatic)
            return "it is static";
        if (method.IsGenericMethod)
            return "it has type arguments, and a message has to say what its arguments are";
        if (
            method.IsAsync
            || Names.Metadata(method.ReturnType).StartsWith("System.Threading.Tasks.", StringComparison.Ordinal)
        )
            return "it is asynchronous, and what comes behind it in the order would not wait; await what it needs before "
                + "it is called, and give it that as an argument";
        if (method.Parameters.Any(parameter => parameter.RefKind != RefKind.None))
            return "it has a parameter by reference, which cannot go to another process";
        if (method.ReturnsVoid && !isUpdate)
            return "it returns nothing, and is there to be read";
        int contexts = method.Parameters.Count(parameter => Names.Metadata(parameter.Type) == Context);
        if (contexts > (isUpdate ? 1 : 0))
            return isUpdate ? "it takes two contexts" : "it takes the context of an update, and a read is none";
        if (method.Parameters.Any(parameter => Names.Metadata(parameter.Type) == "System.Threading.CancellationToken"))
            return "it takes a cancellation token: what the group has agreed on is not cancelled. The method for its users takes one";
        return null;
    }

    // A read may have to keep its arguments while it waits.
    private Shape? ParameterShape(IMethodSymbol method, bool isUpdate, IParameterSymbol parameter) =>
        (isUpdate ? Shapes.OfSpan(parameter.Type) : null)
        ?? ShapeOf(method, isUpdate, parameter.Type, $"its parameter {parameter.Name}");

    private Shape? ShapeOf(IMethodSymbol method, bool isUpdate, ITypeSymbol used, string what)
    {
        Shape? shape = Shapes.Find(used, out string? problem);
        if (shape is null)
            Refuse(method, isUpdate, $"{what} cannot be packed: {problem}");
        return shape;
    }

    private void Refuse(IMethodSymbol method, bool isUpdate, string why) =>
        notes.Add(
            Note.At(
                method,
                ObjectProblems.NotThisMethod,
                $"{type.Name}.{method.Name}",
                isUpdate ? "an [Update]" : "a [Read]",
                why
            )
        );
}
