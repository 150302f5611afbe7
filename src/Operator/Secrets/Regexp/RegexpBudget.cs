namespace Eso.Operator.Secrets.Regexp;

/// <summary>
/// Work a match may do, and how long a text it may make. One search is linear, but many searches of one long text are
/// not, and users write both.
/// </summary>
internal sealed class RegexpBudget(long units, int lengthMax)
{
    internal long Spent { get; private set; }

    /// <exception cref="TimeoutException">It is used up.</exception>
    internal void Spend(long work)
    {
        Spent += work;
        if (Spent > units) throw new TimeoutException("regexp: matching takes too many steps");
    }

    /// <exception cref="TimeoutException">The text is too long.</exception>
    internal void Allow(int length)
    {
        if (length > lengthMax) throw new TimeoutException("regexp: replaced text is too long");
    }
}
