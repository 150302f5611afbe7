using System.Reflection;
using Eso.Operator.Providers;

namespace Eso.Operator.Hosting;

/// <summary>
/// Classes of this assembly that implement a contract, made by convention: with no constructor argument or with exactly
/// <see cref="ProviderServices"/>. All problems are told at once.
/// </summary>
internal static class Discovered
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    public static SortedDictionary<string, T> All<T>(ProviderServices services, Func<T, string> keyOf)
        where T : class
    {
        var found = new SortedDictionary<string, T>(StringComparer.Ordinal);
        var problems = new List<string>();
        foreach (var (name, make) in Types<T>.All)
        {
            if (make?.Invoke(services) is not { } made)
            {
                problems.Add($"{name} needs a constructor without arguments or with ProviderServices alone");
            }
            else if (!found.TryAdd(keyOf(made), made))
            {
                problems.Add($"{found[keyOf(made)].GetType().Name} and {name} share the key {keyOf(made)}");
            }
        }

        return problems.Count == 0 ? found : throw new InvalidOperationException(string.Join("; ", problems));
    }

    /// <summary>Looked for once, with how each is made: a process may run many operators, one after the other.</summary>
    private static class Types<T>
        where T : class
    {
        public static readonly (string Name, Func<ProviderServices, T>? Make)[] All = [.. typeof(Discovered).Assembly.GetTypes()
            .Where(static t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(T)))
            .OrderBy(static t => t.FullName, StringComparer.Ordinal)
            .Select(static t => (t.Name, Maker(t)))];

        private static Func<ProviderServices, T>? Maker(Type type)
        {
            if (type.GetConstructor(Any, [typeof(ProviderServices)]) is { } withServices)
            {
                return services => (T)withServices.Invoke([services]);
            }

            return type.GetConstructor(Any, []) is { } plain ? _ => (T)plain.Invoke([]) : null;
        }
    }
}
