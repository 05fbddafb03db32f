using Cohort.Generators.Source;
using Microsoft.CodeAnalysis;

namespace Cohort.Generators.Calls;

/// <summary>Makes the model of one [GroupContract] interface, and says what is wrong with it.</summary>
internal sealed class ContractReader(INamedTypeSymbol type, AttributeData attribute)
{
    private readonly List<Note> _notes = [];

    public static ContractResult Read(GeneratorAttributeSyntaxContext context) =>
        new ContractReader((INamedTypeSymbol)context.TargetSymbol, context.Attributes[0]).Read();

    private ContractResult Read()
    {
        CheckDeclaration();
        var methods = new List<ContractMethod>();
        if (_notes.Count == 0)
            methods = ReadMembers();
        if (methods.Count == 0 && _notes.Count == 0)
            _notes.Add(Note.At(type, CallProblems.NoMethods, Names.Full(type)));
        var read = new Contract
        {
            Namespace = type.ContainingNamespace.IsGlobalNamespace ? null : type.ContainingNamespace.ToDisplayString(),
            Code = Names.Code(type.WithNullableAnnotation(NullableAnnotation.NotAnnotated)),
            Name = type.Name,
            Agreed = Agreed(),
            IsPublic = type.DeclaredAccessibility == Accessibility.Public,
            Methods = new([.. methods]),
        };
        return new(_notes.Count == 0 ? read : null, new([.. _notes]));
    }

    private List<ContractMethod> ReadMembers()
    {
        var methods = new List<ContractMethod>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var numbers = new HashSet<uint>();
        var reader = new ContractMethodReader(type, _notes);
        foreach (ISymbol member in type.GetMembers())
        {
            if (member is IPropertySymbol or IEventSymbol or INamedTypeSymbol)
                Refuse(member);
            if (member is not IMethodSymbol { MethodKind: MethodKind.Ordinary } method)
                continue;
            if (reader.Read(method) is not { } read)
                continue;
            // Not two bars: each of the two sets has to know it.
            if (!names.Add(read.CallerName) | !numbers.Add(read.Number))
                _notes.Add(Note.At(method, CallProblems.SameName, $"{type.Name}.{method.Name}"));
            methods.Add(read);
        }
        return methods;
    }

    private string Agreed() =>
        attribute.NamedArguments.FirstOrDefault(argument => argument.Key == "Name").Value.Value as string
        ?? Names.Full(type);

    private void CheckDeclaration()
    {
        if (type.IsGenericType)
            Refuse("it has type arguments; declare one interface for each use");
        if (type.ContainingType is not null)
            Refuse("it lies in another type, where the methods for its callers cannot be; move it into a namespace");
        if (type.AllInterfaces.Length > 0)
            Refuse("it derives from other interfaces; declare all its methods in itself");
    }

    private void Refuse(string why) => _notes.Add(Note.At(type, CallProblems.NotThisInterface, Names.Full(type), why));

    private void Refuse(ISymbol member) =>
        _notes.Add(
            Note.At(
                member,
                CallProblems.NotThisMember,
                $"{type.Name}.{member.Name}",
                member switch
                {
                    IPropertySymbol => "it is a property; make it a method, since it takes messages to get it",
                    IEventSymbol =>
                        "it is an event; have the members call a method of the caller's own contract instead",
                    _ => "it is a type; move it out of the contract",
                }
            )
        );
}
