using System.Reflection;
using System.Text;

namespace Cohort.Toolkit.Tests.PublicApi;

/// <summary>What an assembly shows to its users, as text: one line for each type and each member, in an order that stays.</summary>
internal static class ApiText
{
    private const BindingFlags Declared =
        BindingFlags.Public
        | BindingFlags.NonPublic
        | BindingFlags.Instance
        | BindingFlags.Static
        | BindingFlags.DeclaredOnly;

    private static readonly NullabilityInfoContext s_nullability = new();

    public static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (Type type in assembly.GetExportedTypes().Where(IsWritten).OrderBy(Full, StringComparer.Ordinal))
        {
            text.Append(Declaration(type)).Append('\n');
            foreach (string member in Members(type).Order(StringComparer.Ordinal))
                text.Append("    ").Append(member).Append('\n');
        }
        return text.ToString();
    }

    // What the compiler makes up has names that nobody can write.
    private static bool IsWritten(MemberInfo member) => !member.Name.Contains('<', StringComparison.Ordinal);

    private static string Declaration(Type type)
    {
        string kind =
            type.IsEnum ? "enum"
            : type.IsInterface ? "interface"
            : type.BaseType == typeof(MulticastDelegate) ? "delegate"
            : type.IsValueType ? "struct"
            : type is { IsAbstract: true, IsSealed: true } ? "static class"
            : type.IsAbstract ? "abstract class"
            : type.IsSealed ? "sealed class"
            : "class";
        IEnumerable<Type> above =
            type.IsEnum || type.IsValueType || type.BaseType == typeof(MulticastDelegate)
                ? []
                : new[] { type.BaseType }.OfType<Type>().Where(each => each != typeof(object));
        IEnumerable<Type> faces = type.IsEnum ? [] : type.GetInterfaces().Where(face => face.IsVisible);
        string[] bases = [.. above.Concat(faces.OrderBy(Name, StringComparer.Ordinal)).Select(Name)];
        return $"{kind} {Full(type)}{(bases.Length > 0 ? " : " + string.Join(", ", bases) : "")}";
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
            return type.GetFields(BindingFlags.Public | BindingFlags.Static)
                .Select(field => $"{field.Name} = {Convert.ToInt64(field.GetRawConstantValue(), null)}");
        if (type.BaseType == typeof(MulticastDelegate))
            return [Text(type.GetMethod("Invoke")!)];
        return type.GetMembers(Declared).Where(IsWritten).Select(Text).OfType<string>();
    }

    private static string? Text(MemberInfo member) =>
        member switch
        {
            ConstructorInfo constructor when IsShown(constructor) =>
                $"{Access(constructor)}new({Parameters(constructor)})",
            PropertyInfo property when property.GetAccessors(nonPublic: true).Any(IsShown) => Text(property),
            EventInfo { AddMethod: { } add } happened when IsShown(add) =>
                $"{Access(add)}event {Name(happened.EventHandlerType!)} {happened.Name}",
            FieldInfo field when field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly =>
                $"{(field.IsLiteral ? "const " : field.IsStatic ? "static " : "")}{Name(field.FieldType)} {field.Name}",
            MethodInfo method
                when IsShown(method)
                    && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)) => Text(
                method
            ),
            _ => null,
        };

    private static string Text(PropertyInfo property)
    {
        MethodInfo first = property.GetAccessors(nonPublic: true).First(IsShown);
        string get = property.GetMethod is { } getter && IsShown(getter) ? "get; " : "";
        string set = property.SetMethod is { } setter && IsShown(setter) ? (IsInit(setter) ? "init; " : "set; ") : "";
        bool isNullable = s_nullability.Create(property).ReadState == NullabilityState.Nullable;
        string index = property.GetIndexParameters() is { Length: > 0 } parameters
            ? $"[{string.Join(", ", parameters.Select(Text))}]"
            : "";
        return $"{Access(first)}{Name(property.PropertyType)}{Mark(property.PropertyType, isNullable)} {property.Name}{index} {{ {get}{set}}}";
    }

    private static string Text(MethodInfo method)
    {
        string arguments = method.IsGenericMethod
            ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>"
            : "";
        bool isNullable = s_nullability.Create(method.ReturnParameter).ReadState == NullabilityState.Nullable;
        return $"{Access(method)}{Name(method.ReturnType)}{Mark(method.ReturnType, isNullable)} {method.Name}{arguments}({Parameters(method)})";
    }

    private static string Text(ParameterInfo parameter)
    {
        string passing =
            parameter.IsOut ? "out "
            : parameter.ParameterType.IsByRef ? "ref "
            : "";
        Type type = parameter.ParameterType.IsByRef
            ? parameter.ParameterType.GetElementType()!
            : parameter.ParameterType;
        bool isNullable = s_nullability.Create(parameter).ReadState == NullabilityState.Nullable;
        string otherwise = parameter.HasDefaultValue ? $" = {parameter.DefaultValue ?? "default"}" : "";
        return $"{passing}{Name(type)}{Mark(type, isNullable)} {parameter.Name}{otherwise}";
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Text));

    private static string Mark(Type type, bool isNullable) => isNullable && !type.IsValueType ? "?" : "";

    private static bool IsShown(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsInit(MethodInfo setter) =>
        setter.ReturnParameter.GetRequiredCustomModifiers().Any(modifier => modifier.Name == "IsExternalInit");

    private static string Access(MethodBase method)
    {
        string access = method.IsPublic ? "" : "protected ";
        string kind =
            method.IsStatic ? (method.IsAbstract ? "static abstract " : "static ")
            : method.DeclaringType!.IsInterface ? ""
            : method.IsAbstract ? "abstract "
            : method is { IsVirtual: true, IsFinal: false } ? "virtual "
            : "";
        return access + kind;
    }

    private static string Full(Type type) => type.Namespace is { } space ? $"{space}.{Name(type)}" : Name(type);

    private static string Name(Type type)
    {
        if (type.IsByRef)
            return $"ref {Name(type.GetElementType()!)}";
        if (type.IsArray)
            return $"{Name(type.GetElementType()!)}[]";
        if (Nullable.GetUnderlyingType(type) is { } value)
            return $"{Name(value)}?";
        string outer = type is { IsNested: true, IsGenericParameter: false } ? $"{Name(type.DeclaringType!)}." : "";
        if (!type.IsGenericType)
            return outer + type.Name;
        string plain = type.Name.Split('`')[0];
        return $"{outer}{plain}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>";
    }
}
