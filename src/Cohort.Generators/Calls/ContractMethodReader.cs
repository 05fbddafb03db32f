using Cohort.Generators.ReplicatedObjects;
using Cohort.Generators.Serialization;
using Cohort.Generators.Source;
using Microsoft.CodeAnalysis;

namespace Cohort.Generators.Calls;

/// <summary>Reads one method of a contract, and says what is wrong with it.</summary>
internal sealed class ContractMethodReader(INamedTypeSymbol type, List<Note> notes)
{
    private const string Context = "Cohort.CallContext";
    private const string Token = "System.Threading.CancellationToken";
    private const int Total = 2;
    private const int Stable = 1;

    public ContractMethod? Read(IMethodSymbol method)
    {
        if (Why(method) is { } why)
        {
            Refuse(method, why);
            return null;
        }
        var parameters = new List<RecordField>();
        (int contextAt, int tokenAt) = (-1, -1);
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            if (Is(parameter, Context))
                contextAt = parameter.Ordinal;
            else if (Is(parameter, Token))
                tokenAt = parameter.Ordinal;
            else if (ShapeOf(method, parameter.Type, $"its parameter {parameter.Name}") is { } shape)
                parameters.Add(new RecordField(parameters.Count + 1, parameter.Name, shape));
            else
                return null;
        }
        (Returning returning, ITypeSymbol? returned) = ReturnOf(method);
        Shape? result = null;
        if (returned is not null && (result = ShapeOf(method, returned, "what it returns")) is null)
            return null;
        return new ContractMethod(
            method.Name,
            new([.. parameters]),
            contextAt,
            tokenAt,
            returning,
            result,
            Attribute(method, "Cohort.OrderAttribute", Total),
            Attribute(method, "Cohort.DeliveryAttribute", Stable),
            new([.. Documentation.Of(method)]),
            IsPublic(method)
        );
    }

    private static string? Why(IMethodSymbol method)
    {
        if (method.IsStatic)
            return "it is static, and is not called at an object of a member";
        if (method.IsGenericMethod)
            return "it has type arguments, and a message has to say what its arguments are";
        if (method.ReturnsByRef || method.ReturnsByRefReadonly)
            return "it returns by reference, which cannot come from another process";
        if (method.Parameters.Any(parameter => parameter.RefKind != RefKind.None))
            return "it has a parameter by reference, which cannot go to another process";
        if (method.Parameters.Count(parameter => Is(parameter, Context)) > 1)
            return "it takes two contexts";
        if (method.Parameters.Count(parameter => Is(parameter, Token)) > 1)
            return "it takes two cancellation tokens";
        return null;
    }

    private static (Returning, ITypeSymbol?) ReturnOf(IMethodSymbol method)
    {
        if (method.ReturnsVoid)
            return (Returning.Nothing, null);
        ITypeSymbol? value = method.ReturnType is INamedTypeSymbol { TypeArguments.Length: 1 } named
            ? named.TypeArguments[0]
            : null;
        return Names.Metadata(method.ReturnType) switch
        {
            "System.Threading.Tasks.Task" => (Returning.Task, null),
            "System.Threading.Tasks.ValueTask" => (Returning.ValueTask, null),
            "System.Threading.Tasks.Task`1" => (Returning.TaskOfValue, value),
            "System.Threading.Tasks.ValueTask`1" => (Returning.ValueTaskOfValue, value),
            _ => (Returning.Value, method.ReturnType),
        };
    }

    // The numbers of both enumerations are those of the protocol, and stay.
    private static int Attribute(IMethodSymbol method, string name, int otherwise) =>
        method.Attribute(name)?.ConstructorArguments.FirstOrDefault().Value is { } value
            ? Convert.ToInt32(value, System.Globalization.CultureInfo.InvariantCulture)
            : otherwise;

    private Shape? ShapeOf(IMethodSymbol method, ITypeSymbol used, string what)
    {
        Shape? shape = Shapes.Find(used, out string? problem);
        if (shape is null)
            Refuse(method, $"{what} cannot be packed: {problem}");
        return shape;
    }

    private void Refuse(IMethodSymbol method, string why) =>
        notes.Add(Note.At(method, CallProblems.NotThisMethod, $"{type.Name}.{method.Name}", why));

    private static bool Is(IParameterSymbol parameter, string name) => Names.Metadata(parameter.Type) == name;

    private bool IsPublic(IMethodSymbol method) =>
        type.DeclaredAccessibility == Accessibility.Public
        && method.Parameters.All(parameter => Visibility.IsPublic(parameter.Type))
        && Visibility.IsPublic(method.ReturnType);
}
