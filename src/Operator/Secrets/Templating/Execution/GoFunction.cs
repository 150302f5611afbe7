using Eso.Operator.Secrets.Templating.Values;

namespace Eso.Operator.Secrets.Templating.Execution;

/// <summary>A function or bound method that templates can call: its Go signature and how to run it.</summary>
internal sealed class GoFunction(string name, GoType[] parameters, bool variadic, Func<Executor, Val[], Val> run)
{
    internal string Name { get; } = name;

    /// <summary>The last one is the element type when variadic.</summary>
    internal GoType[] Parameters { get; } = parameters;

    internal bool Variadic { get; } = variadic;

    /// <summary>and, or: arguments are evaluated only as far as needed.</summary>
    internal bool IsShortCircuit { get; init; }

    internal Val Run(Executor executor, Val[] arguments) => run(executor, arguments);
}

/// <summary>A template function under another name than its method's.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class GoNameAttribute(string name) : Attribute
{
    internal string Name { get; } = name;
}

/// <summary>
/// A class whose public static methods are template functions: the method's name in camel case, unless
/// <see cref="GoNameAttribute"/> says otherwise. A first parameter of type <see cref="Executor"/> is not the template's.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TemplateFunctionsAttribute : Attribute;

/// <summary>A public method that templates can call on a value, under its own name.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class GoMethodAttribute(string? name = null) : Attribute
{
    /// <summary>Go's name where C# uses it for something else.</summary>
    internal string? Name => name;
}
